#!/usr/bin/env bash
# A hundred kills on each database instead of five.
KILLS=${KILLS:-100} exec bash "$(dirname -- "$0")/../databases/run.sh"
