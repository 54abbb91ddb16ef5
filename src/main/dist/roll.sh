#!/bin/sh
# Restarts one instance behind HAProxy without a lost call: takes it out, waits for the calls that it works on, restarts it,
# and comes back when HAProxy sends calls to it again, so that the next instance can follow:
#
#   roll.sh SOCKET BACKEND/SERVER COMMAND [ARGUMENT...]
#
#   ./roll.sh /run/haproxy/admin.sock mailbox-mcp/one systemctl restart mailbox-mcp@one &&
#   ./roll.sh /run/haproxy/admin.sock mailbox-mcp/two systemctl restart mailbox-mcp@two
#
# SOCKET is that of "stats socket … level admin". Needs curl (with the protocol telnet, or socat beside it) and nothing of HAProxy.
# WAIT=180 seconds are waited at most for each step. Ends with 1, and says why, where the next instance must not follow; it may be
# run again then. DRAIN=120 seconds are waited for open calls, and a stop lets them finish for a minute more. Streams may stay open
# for days: they end with the restart, as the protocol says, and their clients come back.
set -eu
[ $# -ge 3 ] || {
  sed -n '2,/^set/{/^#/p;}' "$0" >&2
  exit 2
}
socket=$1 server=$2
shift 2
backend=${server%/*} name=${server#*/}
wait=${WAIT:-180} drain=${DRAIN:-120}

haproxy() {
  if curl --version | grep -q '^Protocols:.* telnet'; then
    printf '%s\n' "$1" | curl -sS --max-time 10 --unix-socket "$socket" telnet://localhost
  else
    printf '%s\n' "$1" | socat stdio "$socket"
  fi
}
# column NAME AWK-CONDITION: of each server of the backend for which the condition holds
column() {
  haproxy "show stat" | awk -F, -v column="$1" -v backend="$backend" -v name="$name" '
    /^# / { sub(/^# /, ""); for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["pxname"] == backend && $at["svname"] != "BACKEND" && $at["svname"] != "FRONTEND" && ('"$2"') { print $at[column] }'
}
mine='$at["svname"] == name'
fail() {
  echo "$server: $1" >&2
  exit 1
}
# until CONDITION WORDS
until_true() {
  left=$wait
  until eval "$1"; do
    [ "$left" -gt 0 ] || fail "$2 within $wait s"
    left=$((left - 1))
    sleep 1
  done
}

[ -S "$socket" ] || fail "there is no socket at $socket: 'stats socket … level admin' of haproxy.cfg says where it is"
[ -w "$socket" ] || fail "$(id -un) may not use $socket: run it as root, or as the user whom 'stats socket' names"
address=$(column addr "$mine")
[ -n "$address" ] || fail "HAProxy at $socket knows no such server"
column status '$at["svname"] != name' | grep -q '^UP' || fail "no other instance is up, so nothing was done"

haproxy "set server $server state drain" > /dev/null
echo "$server: drained"
while open=$(column scur "$mine") && [ "$open" != 0 ]; do
  [ "$drain" -gt 0 ] || {
    [ -n "$open" ] || fail "it is drained, and was not restarted: HAProxy no longer tells what is open"
    echo "$server: $open still open after that time: streams, which end with the restart"
    break
  }
  drain=$((drain - 1))
  sleep 1
done
"$@" || fail "the restart failed ($*); it is drained: mend that, and run this again"
until_true 'curl -sf -o /dev/null --max-time 5 "http://$address/health"' "it is drained: it did not answer at $address"
haproxy "set server $server state ready" > /dev/null
until_true 'column status "$mine" | grep -q "^UP"' "it answers, but HAProxy did not have it up"
echo "$server: up"
