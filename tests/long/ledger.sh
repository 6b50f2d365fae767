#!/usr/bin/env bash
# A hundred kills instead of ten.
KILLS=${KILLS:-100} exec bash "$(dirname -- "$0")/../ledger/run.sh"
