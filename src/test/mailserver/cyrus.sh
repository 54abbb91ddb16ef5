#!/usr/bin/env bash
# A private Cyrus IMAP server on loopback, from Debian's packages, with the Postfix of mailserver.sh before it.
#
#   cyrus.sh install      unpack it, without installing anything
#   cyrus.sh start DIR    start it; everything it writes is under DIR; prints what is in DIR/mailserver.env
#   cyrus.sh stop DIR     stop it
#   cyrus.sh status DIR   0 if it answers; prints the same
#
# Needs root. Users, passwords and ports to submit to are those of mailserver.sh. As Debian configures it: folders are below
# INBOX, and a dot is between their levels. Sent, Drafts, Junk, Trash and Archive are made at a user's first login.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
beside=$(dirname "${BASH_SOURCE[0]}")/mailserver.sh

install_packages() { unpack cyrus cyrus-imapd cyrus-common sasl2-bin tzdata; }

write_configuration() {
  local uid gid user
  uid=$(id -u mail) gid=$(id -g mail)
  printf '%s\n' "root:x:0:0::/:/" "cyrus:x:$uid:$gid::/:/" >"$root/etc/passwd"
  printf '%s\n' "root:x:0:" "mail:x:$gid:" >"$root/etc/group"
  cat >"$root/etc/services" <<X
imap 143/tcp
lmtp 24/tcp
X
  cp "$dir/tls/server.pem" "$dir/tls/server.key" "$root/etc"
  cat >"$root/etc/imapd.conf" <<X
configdirectory: /var/lib/cyrus
partition-default: /var/spool/cyrus
defaultpartition: default
altnamespace: no
unixhierarchysep: no
virtdomains: userid
defaultdomain: $domain
servername: localhost
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Sent | Drafts | Junk | Trash | Archive
xlist-sent: Sent
xlist-drafts: Drafts
xlist-junk: Junk
xlist-trash: Trash
xlist-archive: Archive
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_mech_list: PLAIN
sasl_sasldb_path: /etc/sasldb2
failedloginpause: 0
# else two folders of one name cannot be deleted within one second
delete_mode: immediate
tls_server_cert: /etc/server.pem
tls_server_key: /etc/server.key
X
  cat >"$root/etc/cyrus.conf" <<X
START {
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -r"
}
SERVICES {
  imap cmd="/usr/lib/cyrus/bin/imapd" listen="127.0.0.1:$imap" prefork=1
  imaps cmd="/usr/lib/cyrus/bin/imapd -s" listen="127.0.0.1:$imaps" prefork=1
  lmtp cmd="/usr/lib/cyrus/bin/lmtpd -a" listen="127.0.0.1:$lmtp" prefork=0
}
X
  for user in $users; do
    echo "$user-secret" | chroot "$root" /usr/sbin/saslpasswd2 -p -c -f /etc/sasldb2 -u localhost "$user"
  done
  mkdir -p "$root"/var/lib/cyrus/{db,lock,msg,proc,ptclient,quota,socket,user} "$root/var/spool/cyrus"
  chown -R "$uid:$gid" "$root"/var/{lib,spool}/cyrus "$root/etc/sasldb2" "$root/etc/server.key"
}

start() {
  ! alive "$dir/root/run/cyrus.pid" >/dev/null || die "runs already in $dir"
  stop_unless_all_goes_well
  make_root cyrus
  imap=${MAILSERVER_IMAP_PORT:-$(free_port)}
  imaps=${MAILSERVER_IMAPS_PORT:-$(free_port)}
  lmtp=$(free_port)
  MAILSERVER_IMAP_PORT='' MAILSERVER_IMAPS_PORT='' MAILSERVER_DELIVERY="lmtp:inet:127.0.0.1:$lmtp" \
    "$beside" start "$dir" >/dev/null
  write_configuration
  announce_imap
  chroot "$root" /usr/lib/cyrus/bin/master -d -p /run/cyrus.pid </dev/null >"$dir/log/cyrus.log" 2>&1
  await_greeting "$imap" '* OK'
  cat "$dir/mailserver.env"
}

stop() {
  end "$dir/root/run/cyrus.pid"
  end_all_in_root
  "$beside" stop "$dir"
}

status() {
  "$beside" status "$dir"
}

run "$@"
