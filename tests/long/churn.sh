#!/usr/bin/env bash
# Ten minutes of abandoned clients instead of 16 seconds, with the server's deadlines at 10 s.
DURATION=${DURATION:-600} exec bash "$(dirname -- "$0")/../churn/run.sh"
