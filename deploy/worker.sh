#!/bin/sh
# A worker with a data folder of its own: the first of the volume that no other worker holds. The lock ends with the worker.
set -eu
number=0
while mkdir -p "$NEWSMILL_DATA_DIR/$number" && exec 9>"$NEWSMILL_DATA_DIR/$number/.lock" && ! flock --nonblock 9; do
    number=$((number + 1))
done
export NEWSMILL_DATA_DIR="$NEWSMILL_DATA_DIR/$number"
exec newsmill worker "$@"
