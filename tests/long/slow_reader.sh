#!/usr/bin/env bash
# Fifteen rounds instead of three.
ROUNDS=${ROUNDS:-15} exec bash "$(dirname -- "$0")/../slow_reader/run.sh"
