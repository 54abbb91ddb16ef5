# shellcheck shell=sh
# Read by run.sh, train.sh and bin/server: what server.env sets, which Java it is, and one line where it is too old.
MAILBOX_MCP_NEEDS_JAVA=21

# setting FILE NAME DEFAULT: as the server has it, whose server.env wins over the environment
setting() {
  line=$(sed -n "s/^$2=//p" "$1" 2>/dev/null | tail -n 1)
  eval "echo \"\${line:-\${$2:-$3}}\""
}

# require_assignments FILE: ends with EX_CONFIG of sysexits(3) where a line sets what can be no variable. It does not show the line, in
# which there may be a piece of a key
require_assignments() {
  [ -f "$1" ] || return 0
  mailbox_mcp_line=0
  while IFS= read -r line || [ -n "$line" ]; do
    mailbox_mcp_line=$((mailbox_mcp_line + 1))
    case $line in
    \#*) ;;
    *=*)
      case ${line%%=*} in
      "" | [0-9]* | *[!A-Za-z0-9_]*)
        echo "mailbox-mcp cannot start: line $mailbox_mcp_line of $1 sets no variable. Write NAME=value, without blanks around =." >&2
        exit 78
        ;;
      esac
      ;;
    esac
  done < "$1"
}

# server_environment FILE: exports what it sets, as bin/server does
server_environment() {
  [ -f "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
    \#*) ;;
    *=*) export "$(printf %s "$line" | tr -d '\r')" ;;
    esac
  done < "$1"
}

# java_release COMMAND: the file in which that JDK says what it is, where it has one; a JVM would have to start to say it
java_release() {
  mailbox_mcp_command=$(readlink -f "$(command -v "$1")" 2>/dev/null) || return 0
  mailbox_mcp_release=${mailbox_mcp_command%/bin/java}/release
  if [ "$mailbox_mcp_release" != "$mailbox_mcp_command/release" ] && [ -r "$mailbox_mcp_release" ]; then
    echo "$mailbox_mcp_release"
  fi
}

# java_feature COMMAND: 21, 25 and so on, or nothing
java_feature() {
  mailbox_mcp_release=$(java_release "$1")
  {
    [ -z "$mailbox_mcp_release" ] ||
      sed -n -e 's/^JAVA_VERSION="1\.\([0-9]*\).*/\1/p' -e 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$mailbox_mcp_release"
  } | grep -m 1 . || "$1" -XshowSettings:properties -version 2>&1 |
    sed -n -e 's/.*java.specification.version = 1\.//p' -e 's/.*java.specification.version = \([0-9]*\).*/\1/p' | head -n 1
}

# require_java COMMAND: ends with EX_CONFIG of sysexits(3) where there is none that will do
require_java() {
  mailbox_mcp_java=$(java_feature "$1")
  if [ -z "$mailbox_mcp_java" ]; then
    echo "mailbox-mcp needs Java $MAILBOX_MCP_NEEDS_JAVA or newer, and $1 is none: install a JRE, or set JAVA_HOME to one." >&2
    exit 78
  fi
  if [ "$mailbox_mcp_java" -lt "$MAILBOX_MCP_NEEDS_JAVA" ]; then
    echo "mailbox-mcp needs Java $MAILBOX_MCP_NEEDS_JAVA or newer, and $1 is Java $mailbox_mcp_java: set JAVA_HOME to a newer one." >&2
    exit 78
  fi
}
