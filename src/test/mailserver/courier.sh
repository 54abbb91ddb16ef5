#!/usr/bin/env bash
# A private Courier IMAP server on loopback, from Debian's packages, with the Postfix of mailserver.sh before it.
#
#   courier.sh install      unpack it, without installing anything
#   courier.sh start DIR    start it; everything it writes is under DIR; prints what is in DIR/mailserver.env
#   courier.sh stop DIR     stop it
#   courier.sh status DIR   0 if it answers; prints the same
#
# Needs root. Users, passwords and ports to submit to are those of mailserver.sh, whose Dovecot puts what arrives into the
# Maildirs that Courier shows. As Debian configures it: folders are below INBOX, and a dot is between their levels. There
# is no folder but INBOX at first.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
beside=$(dirname "${BASH_SOURCE[0]}")/mailserver.sh
# as Debian's /etc/courier/imapd has it
capability="IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE"

install_packages() { unpack courier courier-imap courier-base courier-authlib courier-authlib-userdb courier-authdaemon gamin; }

write_configuration() {
  local uid gid user home file
  uid=$(id -u mail) gid=$(id -g mail)
  printf '%s\n' "root:x:0:0::/:/" "courier:x:$uid:$gid::/:/" >"$root/etc/passwd"
  printf '%s\n' "root:x:0:" "courier:x:$gid:" >"$root/etc/group"
  mkdir -p "$root/run/courier/authdaemon" "$root/var/lib/courier"
  cat "$dir/tls/server.key" "$dir/tls/server.pem" >"$root/etc/courier/imapd.pem"
  cat >"$root/etc/courier/authdaemonrc" <<X
authmodulelist="authuserdb"
authmodulelistorig="authuserdb"
daemons=3
authdaemonvar=/run/courier/authdaemon
X
  for user in $users; do
    home=/home/$user@$domain
    mkdir -p "$root$home/Maildir"/{cur,new,tmp}
    printf '%s@%s\tuid=%s|gid=%s|home=%s\n' "$user" "$domain" "$uid" "$gid" "$home" >>"$root/etc/courier/userdb"
    printf '%s@%s\timappw=%s\n' "$user" "$domain" "$(openssl passwd -6 "$user-secret")" >>"$root/etc/courier/userdbshadow"
  done
  for file in userdb userdbshadow; do
    { cat "$root/etc/courier/$file" && echo .; } |
      chroot "$root" /usr/lib/courier/courier-authlib/makedatprog - "/etc/courier/$file.tmp" "/etc/courier/$file.dat"
  done
  echo . | chroot "$root" /usr/lib/courier/courier/makedatprog - /etc/courier/imapaccess.tmp /etc/courier/imapaccess.dat
  chown -R "$uid:$gid" "$root/home" "$root/var/lib/courier"
}

# Everything by name, since there is no shell in that root to read Debian's files.
in_root() { # command
  env -i PATH="$PATH" IMAP_CAPABILITY="$capability" IMAP_CAPABILITY_TLS="$capability AUTH=PLAIN" IMAP_KEYWORDS=1 IMAP_ACL=1 \
    IMAP_MAILBOX_SANITY_CHECK=1 IMAP_IDLE_TIMEOUT=60 IMAP_CHECK_ALL_FOLDERS=0 IMAP_OBSOLETE_CLIENT=0 IMAP_USELOCKS=1 \
    IMAP_ENHANCEDIDLE=0 IMAP_TRASHFOLDERNAME=Trash MAILDIRPATH=Maildir \
    COURIERTLS=/usr/bin/couriertls TLS_CERTFILE=/etc/courier/imapd.pem TLS_VERIFYPEER=NONE \
    chroot "$root" "$@" </dev/null >>"$dir/log/courier.log" 2>&1
}

serve() { # port, what is started for a connection
  local port=$1
  shift
  in_root /usr/sbin/courierlogger -pid="/run/courier/$port.pid" -start -name="imap-$port" \
    /usr/sbin/couriertcpd -address=127.0.0.1 -maxprocs=100 -maxperip=100 -access=/etc/courier/imapaccess.dat \
    -nodnslookup -noidentlookup "$port" "$@" /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir
}

start() {
  ! alive "$dir/root/run/courier/authdaemon/pid" >/dev/null || die "runs already in $dir"
  stop_unless_all_goes_well
  make_root courier
  imap=${MAILSERVER_IMAP_PORT:-$(free_port)}
  imaps=${MAILSERVER_IMAPS_PORT:-$(free_port)}
  MAILSERVER_IMAP_PORT='' MAILSERVER_IMAPS_PORT='' MAILSERVER_MAIL="$root/home" "$beside" start "$dir" >/dev/null
  write_configuration
  announce_imap
  in_root /usr/sbin/courierlogger -pid=/run/courier/authdaemon/pid -start /usr/lib/courier/courier-authlib/authdaemond
  serve "$imap"
  serve "$imaps" /usr/bin/couriertls -server -tcpd
  await_greeting "$imap" '* OK'
  cat "$dir/mailserver.env"
}

stop() {
  end "$dir"/root/run/courier/*.pid "$dir/root/run/courier/authdaemon/pid"
  end_all_in_root
  "$beside" stop "$dir"
}

status() {
  "$beside" status "$dir"
}

run "$@"
