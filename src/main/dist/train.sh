#!/bin/sh
# Makes the server start faster: runs it once, lets the JVM note what a start needs, and has later starts read that from a
# file, the AOT cache. It is good for exactly this JDK (25 or newer) in exactly this place, so run it again after a change
# of either; without it, or with another JDK, the server starts all the same.
#
#   ./train.sh                       in the folder of the packaged server
#   train.sh /opt/ol defaultServer   elsewhere: the folder above wlp or bin, the name of the server
set -eu
home=$(cd "${1:-$(dirname "$0")}" && pwd)
server=${2:-mailbox-mcp}
liberty=$home
[ -x "$home/bin/server" ] || liberty=$home/wlp
config=$liberty/usr/servers/$server
options=$config/configDropins/defaults/jvm.options
cache=$home/mailbox-mcp.aot

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
feature=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
if [ "${feature%%.*}" -lt 25 ]; then
  echo "Not trained: this is Java $feature, and the AOT cache needs 25 or newer." >&2
  exit 1
fi

rm -f "$options" "$cache"
# setting NAME DEFAULT: as the server has it, whose server.env wins over the environment
setting() {
  line=$(sed -n "s/^$1=//p" "$config/server.env" 2>/dev/null | tail -n 1)
  eval "echo \"\${line:-\${$1:-$2}}\""
}
PORT=$(setting PORT 3000)
OPS_PORT=$(setting OPS_PORT 9080)
# no call below logs in, so no mail server is needed: the start is what counts. It shall leave no trace elsewhere
export PORT OPS_PORT BIND_ADDRESS=localhost OPS_HOST=localhost OTEL_SDK_DISABLED=true
export IMAP_HOST=localhost IMAP_PORT=1 SMTP_HOST=localhost SMTP_PORT=1
unset AUDIT_LOG
# JDK 25.0.3 crashes while it writes the cache of a server that ran with debug
export LOG_LEVEL=info
ENCRYPTION_KEY=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export ENCRYPTION_KEY
unset ENCRYPTION_KEYS ENCRYPTION_KEY_FILE ENCRYPTION_KEYS_FILE
# "start" would have a second JVM, which writes a cache of its own over it
JVM_ARGS="-XX:AOTCacheOutput=$cache" "$liberty/bin/server" run "$server" > "$cache.log" 2>&1 &
running=$!
trap 'kill $running 2>/dev/null || true' EXIT
for second in $(seq 120); do
  curl -sf -o /dev/null "http://localhost:$PORT/health" && break
  if ! kill -0 $running 2>/dev/null || grep -q 'CWWKZ000[24]E' "$cache.log" || [ "$second" = 120 ]; then
    cat "$cache.log" >&2
    exit 1
  fi
  sleep 1
done
call() {
  curl -sS -o /dev/null --max-time 60 "http://localhost:$PORT/mcp" -H 'content-type: application/json' \
    -H 'accept: application/json, text/event-stream' -d "$1"
}
curl -sS -o /dev/null --max-time 60 "http://localhost:$OPS_PORT/health/started"
call '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}'
for tool in imap_list_folders imap_list_emails imap_search_emails; do
  call "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"$tool\",\"arguments\":{}}}"
done
"$liberty/bin/server" stop "$server" >> "$cache.log"
wait $running || true # the JVM writes the cache while it ends
trap - EXIT
if [ ! -s "$cache" ]; then
  cat "$cache.log" >&2
  rm -f "$cache" "$cache.config"
  echo "Not trained: the JVM could not write its cache." >&2
  exit 1
fi
rm "$cache.log"
mkdir -p "$(dirname "$options")"
echo "-XX:AOTCache=$cache" > "$options"
echo "Trained: $cache"
