#!/bin/sh
#   run.sh         runs the server
#   run.sh check   says what is wrong with its settings, those of server.env too, and ends with 78 then
#
# Runs the server in the foreground, as any user: what it writes goes to a folder of that user where it may not write here.
#
#   STATE_DIRECTORY   that folder; systemd sets it. Without it: here, or ~/.local/state/mailbox-mcp where here is read-only
#   LOGS_DIRECTORY    for the server's log files; systemd sets it. Without it: in the state
#   TRAIN=off         never train (see train.sh), which is tried first where it was not yet done for this JDK in this folder:
#                     a quarter of a minute, once
set -eu
# where a link to it leads elsewhere after an upgrade, what runs goes on with its own files
home=$(cd "$(dirname "$0")" && pwd -P)
. "$home/environment.sh"
config=$home/usr/servers/mailbox-mcp
JAVA_HOME=$(setting "$config/server.env" JAVA_HOME "")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
[ -n "$JAVA_HOME" ] && export JAVA_HOME || unset JAVA_HOME
require_java "$java"
require_assignments "$config/server.env"

check() (
  server_environment "$config/server.env"
  # what is not set has the default of server.xml, which the check does not read
  export PORT="${PORT-3000}" BIND_ADDRESS="${BIND_ADDRESS-localhost}" OPS_PORT="${OPS_PORT-9080}" OPS_HOST="${OPS_HOST-localhost}"
  exec "$java" -jar "$config/apps/mailbox-mcp.war" check
)
case ${1:-} in
"") ;;
check)
  check
  exit
  ;;
*)
  echo "mailbox-mcp does not know \"$1\": run.sh runs the server, run.sh check checks its settings." >&2
  exit 2
  ;;
esac

state=${STATE_DIRECTORY:-}
if [ -z "$state" ] && ! [ -w "$config" ]; then
  state=${XDG_STATE_HOME:-${HOME:?"needs STATE_DIRECTORY, a folder to write to"}/.local/state}/mailbox-mcp
fi
if [ -n "$state" ]; then
  export WLP_OUTPUT_DIR="${WLP_OUTPUT_DIR:-$state/output}" LOG_DIR="${LOG_DIR:-${LOGS_DIRECTORY:-$state/logs}}"
  for folder in "$state" "$WLP_OUTPUT_DIR" "$LOG_DIR"; do
    mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] || {
      echo "mailbox-mcp cannot write to $folder as $(id -un): set STATE_DIRECTORY (and LOGS_DIRECTORY) to folders that it may write to." >&2
      exit 78
    }
  done
fi

# a collector need not know the command line of the JVM, in which somebody may have put a secret
export OTEL_JAVA_DISABLED_RESOURCE_PROVIDERS="${OTEL_JAVA_DISABLED_RESOURCE_PROVIDERS-io.opentelemetry.instrumentation.resources.ProcessResourceProvider}"

# a cache of another JDK, of other jars or of another place would cost more than none; the one before stays for the way back
release=$(java_release "$java")
if [ -n "$release" ]; then
  jdk="$release $(cksum < "$release")"
else
  jdk=$("$java" -version 2>&1)
fi
here="$jdk $home $(cksum < "$home/lib/versions/openliberty.properties" 2>/dev/null)"
cache=$home/mailbox-mcp.aot
[ -z "$state" ] || cache=$state/mailbox-mcp-$(printf '%s' "$here" | cksum | cut -d' ' -f1).aot
trained=$cache.for
if [ "${TRAIN:-on}" != off ] && [ "$here" != "$(cat "$trained" 2>/dev/null)" ]; then
  rm -f "$trained"
  [ -z "$state" ] || ls -t "$state"/mailbox-mcp*.aot 2>/dev/null | tail -n +2 | while IFS= read -r old; do rm -f "$old" "$old.for"; done
  # nobody shall wait for what is wrong with the settings until a training is over
  if ! check > /dev/null; then
    echo "Not trained; the next start tries again." >&2
  elif echo "Training the JVM before the first start: a quarter of a minute, longer where others are at work. TRAIN=off for never." &&
    CACHE=$cache "$home/train.sh"; then
    echo "$here" > "$trained"
  else
    echo "The server starts as well without, only later; the next start tries again. TRAIN=off for never." >&2
  fi
fi
if [ -n "$state" ] && [ -s "$cache" ] && [ -f "$trained" ]; then
  export JVM_ARGS="${JVM_ARGS:-} -XX:AOTCache=$cache"
fi
exec "$home/bin/server" run mailbox-mcp
