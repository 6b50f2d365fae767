#!/usr/bin/env bash
# Fifty kills instead of ten.
KILLS=${KILLS:-50} exec bash "$(dirname -- "$0")/../ledger/run.sh"
