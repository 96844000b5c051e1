#!/bin/sh
# What the official image's entrypoint does as far as docker/ relies on it.
set -e
if [ "$1" = valkey-server ] && [ "$(id -u)" = 0 ]; then
    find . \! -user valkey -exec chown valkey '{}' +
    exec setpriv --reuid=valkey --regid=valkey --clear-groups "$0" "$@"
fi
umask 0077
exec "$@"
