#!/usr/bin/env bash
# Runs the commands of README and docs as they stand there, after `./mvnw verify` with -Pwildfly and -Ppayara has put the servers
# into target. What stands in a page and is run by a test, or wants a client's login, is named at the end. Ports are free ones;
# java from 21 on must be first on the PATH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
openssl rand -hex 32 > "$scratch/key"
PORT=$(( 20000 + RANDOM % 10000 ))
export PORT OPS_PORT=$(( PORT + 1 )) IMAP_PORT=993 MAVEN_ARGS=-Pquick

# block PAGE BEGINNING: the commands of the block that has a line which begins so
block() {
  local commands
  commands=$(awk -v beginning="$2" '
    /^```sh$/ { block = ""; inside = 1; found = 0; next }
    /^```$/ { if (inside && found) { printf "%s", block; exit } inside = 0; next }
    inside { block = block $0 "\n"; if (index($0, beginning) == 1) found = 1 }' "$1")
  [ -n "$commands" ] || { echo "$1 has no commands that begin with: $2" >&2; return 1; }
  echo "$commands"
}

# tour: the lines that the demo prints, run as a person copies them, one after the other
tour() {
  local words
  for _ in $(seq 30); do ! grep -q '^claude mcp add .*oauth' "$scratch/out" || break; sleep 1; done
  awk '/^(mail[( ]|undo=)/ { inside = 1 } /^[A-Z]/ { inside = 0 } inside' "$scratch/out" > "$scratch/tour.sh"
  bash -eu "$scratch/tour.sh" 2>&1 | cat > "$scratch/tour" # a pipe: what is written to /dev/stderr would begin a file anew
  if grep '"isError":true' "$scratch/tour" >&2; then return 1; fi
  for words in 'Lunch today?' '"action":"archive","done":12' '"missing":0,"target":"INBOX"' 'contract number CS-2087' '612.00 EUR' \
    'not delivered to' '"confirm_url":"http'; do
    grep -qF "$words" "$scratch/tour" || { cat "$scratch/tour" >&2; echo "the demo does not show: $words" >&2; return 1; }
  done
  echo "ok  the lines of the demo"
  block docs/operations.md 'curl -s http://localhost:3000/mcp' \
    | sed "s#localhost:3000#localhost:$PORT#; s#anna@example.org#alice@demo.example#; s#-pass: …#-pass: alice-demo#" \
    | bash -eu | grep -q '\\"role\\":\\"inbox\\"'
  echo "ok  operations: a call"
  block docs/protocol.md 'curl -s http://localhost:3000/mcp' \
    | sed "s#localhost:3000#localhost:$PORT#; s#anna@example.org#alice@demo.example#; s#-pass: …#-pass: alice-demo#" \
    | bash -eu | grep -q '"structuredContent"'
  echo "ok  protocol: a call of 2026-07-28"
}

# serves NAME FOLDER COMMANDS [STOP] [CHECK]: they start a server, which answers, passes CHECK, and ends, by the commands STOP
# where there are some
serves() {
  local name=$1 folder=$2 commands=$3 stop=${4:-} check=${5:-true} running second
  (cd "$folder" && exec setsid bash -euc "$commands") > "$scratch/out" 2>&1 &
  running=$!
  for second in $(seq 180); do
    if curl -sf "http://localhost:$PORT/health" | grep -q '"status":"ok"'; then
      echo "ok  $name"
      "$check" || { kill -9 -- "-$running"; return 1; }
      if [ -n "$stop" ] && ! (cd "$folder" && bash -euc "$stop"); then
        kill -9 -- "-$running"
        return 1
      fi
      [ -n "$stop" ] || kill -- "-$running"
      while kill -0 -- "-$running" 2>/dev/null; do sleep 1; done
      return
    fi
    kill -0 "$running" 2>/dev/null || break
    sleep 1
  done
  cat "$scratch/out" >&2
  echo "not ok  $name" >&2
  kill -9 -- "-$running" 2>/dev/null || true
  return 1
}

# the names of hosts stay as they are: /health wants no mail server
serves "README: the demo" . "$(block README.md './mvnw -Pdemo')" "" tour
[ ! -e .env ] || mv .env "$scratch/.env"
ENCRYPTION_KEY=$(cat "$scratch/key") serves "README: your own mail server" . "$(block README.md 'cp .env.example')"
rm .env
[ ! -e "$scratch/.env" ] || mv "$scratch/.env" .env

mkdir -p "$scratch/war" && cp target/mailbox-mcp.war "$scratch/war"
(cd "$scratch/war" && bash -euc "$(block "$OLDPWD/docs/security.md" 'java -jar mailbox-mcp.war key k2')") | grep -Eq '^k2:[0-9a-f]{64}$'
echo "ok  security: a new key"
mkdir "$scratch/etc"
(cd "$scratch/war" && java -jar mailbox-mcp.war key) > "$scratch/etc/key"
rotated() { # BEGINNING KEYS [NUMBER]: the block, run where the page means it, leaves these keys; a new one has the id kNUMBER
  (cd "$scratch/etc" && bash -euc "$(block "$OLDPWD/docs/security.md" "$1" \
    | sed "s#/etc/mailbox-mcp#.#; s#/opt/mailbox-mcp/.*#$scratch/war/mailbox-mcp.war#; s#mailbox-mcp: #$(id -un): #; s#[$](date [^)]*)#${3:-}#")")
  sed 's/:[0-9a-f]\{64\}//g' "$scratch/etc/keys" | grep -qx "$2"
}
rotated 'cd /etc/mailbox-mcp' k0,k2 2
rotated "sed 's/^" k2,k0
rotated "sed 's/," k2
rotated 'cd /etc/mailbox-mcp' k2,k3 3
rotated "sed 's/^" k3,k2
rotated "sed 's/," k3
echo "ok  security: keys change places"
block docs/security.md 'java -jar mailbox-mcp.war key     ' | sed -n 1p | (cd "$scratch/war" && bash -eu) | grep -Eq '^ENCRYPTION_KEY=[0-9a-f]{64}$'
echo "ok  security: a first key"

# below, the folders are those that the pages mean
liberty=$scratch/liberty
mkdir -p "$liberty/target" "$liberty/src/main" "$liberty/wlp"
cp target/mailbox-mcp.war "$liberty/target"
cp -r src/main/liberty "$liberty/src/main"
cp -r target/liberty/wlp/. "$liberty/wlp"
rm -rf "$liberty/wlp/usr/servers/mailbox-mcp"
serves "servers: Open Liberty" "$liberty" \
  "$(block docs/servers.md 'wlp/bin/server create' | sed "s#/run/secrets/key#$scratch/key#")"
rm -rf "$liberty"

wildfly=$scratch/wildfly
cp -r target/wildfly/wildfly-* "$wildfly"
cp target/mailbox-mcp.war "$wildfly"
cp src/main/wildfly/configure.cli "$wildfly"
serves "servers: WildFly" "$wildfly" "$(block docs/servers.md 'bin/jboss-cli.sh --file' | sed "s#/run/secrets/key#$scratch/key#")" \
  "$(block docs/servers.md 'bin/jboss-cli.sh --connect' | sed "s#localhost:9080#localhost:$OPS_PORT#")"
rm -rf "$wildfly"

payara=$scratch/payara
mkdir "$payara"
cp target/mailbox-mcp.war "$payara"
cp target/payara/payara-micro.jar src/main/payara/*.asadmin "$payara"
serves "servers: Payara Micro" "$payara" \
  "$(block docs/servers.md '  java -Xms64m' \
    | sed "s#/run/secrets/key#$scratch/key#; s#--port 3000#--port $PORT#")"

block docs/operations.md "sed -n '/^  groups" | sed "s#/etc/prometheus/#$scratch/#" | bash -eu
grep -qx 'groups:' "$scratch/mailbox-mcp.rules.yaml"
echo "ok  operations: rules for Prometheus"

echo "what is run elsewhere, or cannot be run: src/test/docs/run-elsewhere.txt"
