#!/bin/sh
# Runs the server in the foreground. Where it was not yet trained for this JDK in this folder (see train.sh), that is tried first:
# a quarter of a minute, once.
set -eu
home=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
tried=$home/mailbox-mcp.aot.tried
here="$("$java" -version 2>&1) $home"
if [ "$here" != "$(cat "$tried" 2>/dev/null)" ] && [ -w "$home" ]; then
  # a cache of another JDK would cost more than none
  rm -f "$home/usr/servers/mailbox-mcp/configDropins/defaults/jvm.options"
  "$home/train.sh" || echo "The server starts as well without, only later." >&2
  echo "$here" > "$tried"
fi
exec "$home/bin/server" run mailbox-mcp
