#!/bin/sh
# Makes the server start faster: runs it once, lets the JVM note what a start needs, and has later starts read that from a
# file, the AOT cache. It is good for exactly this JDK (25 or newer) in exactly this place, so run it again after a change
# of either; without it, or with another JDK, the server starts all the same.
#
#   ./train.sh                       in the folder of the packaged server
#   train.sh /opt/ol defaultServer   elsewhere: the folder above wlp or bin, the name of the server
#   CACHE=FILE ./train.sh            writes there; a start then needs JVM_ARGS=-XX:AOTCache=FILE, as run.sh gives it
#
# It is a copy of the server that is run, without its server.env and with nothing of the environment: with keys of its own,
# without a mail server, an audit log or a collector. From server.env and the environment it takes JAVA_HOME, PORT, OPS_PORT.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"
home=$(cd "${1:-$here}" && pwd)
server=${2:-mailbox-mcp}
liberty=$home
[ -x "$home/bin/server" ] || liberty=$home/wlp
config=$liberty/usr/servers/$server
options=$config/configDropins/defaults/jvm.options
cache=${CACHE:-$home/mailbox-mcp.aot}

java_home=$(setting "$config/server.env" JAVA_HOME "")
java=${java_home:+$java_home/bin/}java
require_java "$java"
rm -f "$options" "$cache"
feature=$(java_feature "$java")
if [ "$feature" -lt 25 ]; then
  echo "Not trained: this is Java $feature, and the AOT cache needs 25 or newer."
  exit 0
fi
command -v curl >/dev/null || {
  echo "Not trained: there is no curl." >&2
  exit 1
}
# an address of its own, where there is one: a balancer, or who waits for the start, shall not take the copy for the server
address=localhost
[ "$(uname)" != Linux ] || address=127.93.9.1
port=$(setting "$config/server.env" PORT 3000)
ops_port=$(setting "$config/server.env" OPS_PORT 9080)

work=$(mktemp -d)
running=
# nothing of the copy is left, also where this is interrupted: it has nothing to save, and a terminal's interrupt does not reach it
clean() {
  [ -z "$running" ] || { kill -9 "$running" && wait "$running"; } 2>/dev/null || true
  rm -rf "$work"
}
trap clean EXIT
for signal in HUP INT TERM; do
  trap "trap - EXIT $signal; clean; kill -$signal \$\$" "$signal"
done
mkdir -p "$work/usr/servers/$server"
for entry in "$config"/*; do
  case ${entry##*/} in
  workarea | logs | server.env) ;;
  *) cp -R "$entry" "$work/usr/servers/$server" ;;
  esac
done

# liberty_server ACTION SERVER JVM_ARGS, in the place of the shell that calls it. No call below logs in, so no mail server is needed: the start is what counts.
# JDK 25.0.3 crashes while it writes the cache of a server that ran with debug, so LOG_LEVEL stays what it is by default.
# "start" would have a second JVM, which writes a cache of its own over it.
liberty_server() {
  exec env -i PATH="$PATH" HOME="$work" ${java_home:+JAVA_HOME="$java_home"} ${TMPDIR:+TMPDIR="$TMPDIR"} \
    WLP_USER_DIR="$work/usr" WLP_OUTPUT_DIR="$work/output" LOG_DIR="$work/logs" \
    PORT="$port" OPS_PORT="$ops_port" BIND_ADDRESS="$address" OPS_HOST="$address" OTEL_SDK_DISABLED=true \
    IMAP_HOST=localhost IMAP_PORT=1 SMTP_HOST=localhost SMTP_PORT=1 \
    ENCRYPTION_KEY="$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')" JVM_ARGS="$3" \
    "$liberty/bin/server" "$1" "$2"
}
log=$work/train.log
liberty_server run "$server" "-XX:AOTCacheOutput=$cache" > "$log" 2>&1 &
running=$!
for second in $(seq 120); do
  curl -sf -o /dev/null --noproxy '*' "http://$address:$port/health" && break
  if ! kill -0 $running 2>/dev/null || grep -qs 'CWWKZ000[24]E\|CWWKO0221E' "$log" || [ "$second" = 120 ]; then
    cat "$log" >&2
    exit 1
  fi
  sleep 1
done
call() {
  curl -sS -o /dev/null --noproxy '*' --max-time 60 "http://$address:$port/mcp" -H 'content-type: application/json' \
    -H "host: localhost:$port" -H 'accept: application/json, text/event-stream' -d "$1"
}
curl -sS -o /dev/null --noproxy '*' --max-time 60 "http://$address:$ops_port/health/started"
call '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}'
for tool in imap_list_folders imap_list_emails imap_search_emails; do
  call "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"$tool\",\"arguments\":{}}}"
done
(liberty_server stop "$server" "") >> "$log"
wait $running || true # the JVM writes the cache while it ends
running=
if [ ! -s "$cache" ]; then
  cat "$log" >&2
  rm -f "$cache" "$cache.config"
  echo "Not trained: the JVM could not write its cache." >&2
  exit 1
fi
if [ -z "${CACHE:-}" ] || [ "$CACHE" = "$home/mailbox-mcp.aot" ]; then
  mkdir -p "$(dirname "$options")"
  echo "-XX:AOTCache=$cache" > "$options"
fi
echo "Trained: $cache"
