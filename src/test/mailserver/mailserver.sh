#!/usr/bin/env bash
# A private Dovecot (IMAP) and Postfix (submission) on loopback, for tests and for trying things out by hand.
#
#   mailserver.sh install      install both from Debian's packages, without starting the system's own services
#   mailserver.sh start DIR    start both; everything they write is under DIR; prints what is in DIR/mailserver.env
#   mailserver.sh stop DIR     stop both
#   mailserver.sh status DIR   0 if both answer; prints the same
#
# Needs root, since Postfix does. Users alice, bob, carol and reader01 to reader50 @example.test (NAME-secret) can write
# to each other; alice may also send as sales@ and as alice@alias.test. Mail to anybody at partner.test, other.test, a domain
# of xn-- there, or a subdomain goes to carol; mail to anybody else is refused, none leaves the machine. DIR needs a short path (sockets are in there)
# that other users may enter, such as one below /tmp; the folder target of a clone will do unless a folder above is closed, as /root is.
# Ports are free ones, or those in MAILSERVER_IMAP_PORT (plain), MAILSERVER_IMAPS_PORT (TLS) and
# MAILSERVER_SUBMISSION_PORT (STARTTLS and AUTH required). Two more submission ports are like the last, but one takes 20000
# bytes and no SMTPUTF8 (LIMITED_PORT), the other two mails a minute (RATED_PORT). Recipients greylisted, crowded and
# blocked @example.test are refused, and carol's mailbox takes 20000 bytes. Mail to šárka is
# accepted, but Dovecot, which knows no SMTPUTF8, does not take it.
# Users may also log in by an access token (XOAUTH2, OAUTHBEARER): a JWT of HS256 by OAUTH_KEY with the claims iss (OAUTH_ISSUER),
# email, exp and scope (mail); or one of the identity provider at PROVIDER, of RS256 by the key that it puts into PROVIDER_KEY.
# master (master-secret) may log in for everybody by PLAIN with an authorization id.
# MAILSERVER_DOMAIN is another domain than example.test, for a second one beside the first; MAILSERVER_MECHANISMS are those of SASL.
# With MAILSERVER_INTROSPECTION, a URL, Dovecot asks there about access tokens (RFC 7662) in the place of reading them.
# Other IMAP servers may stand beside it: mailboxes are in MAILSERVER_MAIL, or mail goes to MAILSERVER_DELIVERY, a transport
# of Postfix.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
provider=http://127.0.0.1:28480
users="$users $(seq -f reader%02g 1 50 | tr "\n" " ")"

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
  local policy=/usr/sbin/policy-rc.d ours=
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
    ours=yes
  fi
  apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 dovecot-imapd dovecot-lmtpd postfix openssl >/dev/null
  [ -z "$ours" ] || rm -f $policy
}

write_users() {
  local user
  for user in $users; do
    echo "$user@$domain:{PLAIN}$user-secret::::::" >>"$dir/conf/users"
    echo "$user@$domain ok" >>"$dir/conf/mailboxes"
    echo "$user@$domain $user@$domain" >>"$dir/conf/senders"
  done
  echo "sales@$domain alice@$domain" >>"$dir/conf/senders"
  echo "alice@alias.test alice@$domain" >>"$dir/conf/senders"
  local others='([a-z0-9-]+\.)*(partner|other|xn--[a-z0-9-]+)\.test'
  echo "/^$others\$/ ok" >"$dir/conf/domains"
  echo "/^.*@$others\$/ carol@$domain" >"$dir/conf/aliases"
  sed -i "s|^carol@.*|&userdb_home=$mail/carol@$domain userdb_quota_rule=*:bytes=20000|" "$dir/conf/users"
  cat >"$dir/conf/recipients" <<X
greylisted@$domain 450 4.7.1 greylisted, come back in five minutes
crowded@$domain 452 4.2.2 mailbox is full
blocked@$domain 554 5.7.1 not welcome
X
  echo "šárka@$domain ok" >>"$dir/conf/mailboxes"
  echo "master:{PLAIN}master-secret" >"$dir/conf/masters"
  chown root:dovecot "$dir/conf/users" "$dir/conf/masters"
  chmod 640 "$dir/conf/users"
}

write_oauth() {
  local keys=$dir/oauth/keys/default/HS256 # where Dovecot looks: azp, algorithm, kid
  mkdir -p "$keys" "$dir/oauth/keys/mailbox-mcp/RS256"
  oauth_key=$(openssl rand -hex 32)
  printf %s "$oauth_key" | base64 -w0 >"$keys/default"
  chmod -R a+rX "$dir/oauth"
  cat >"$dir/conf/oauth2.conf" <<X
username_attribute = email
scope = mail
X
  if [ -n "${MAILSERVER_INTROSPECTION:-}" ]; then
    cat >>"$dir/conf/oauth2.conf" <<X
introspection_mode = post
introspection_url = $MAILSERVER_INTROSPECTION
active_attribute = active
active_value = true
X
  else
    cat >>"$dir/conf/oauth2.conf" <<X
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$dir/oauth/keys/
issuers = https://auth.$domain/ $provider $provider/realms/staff
X
  fi
}

write_dovecot() {
  cat >"$dir/conf/dovecot.conf" <<X
base_dir = $dir/run/dovecot
state_dir = $dir/run/dovecot-state
log_path = $dir/log/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <$dir/tls/server.pem
ssl_key = <$dir/tls/server.key
auth_mechanisms = ${MAILSERVER_MECHANISMS:-plain login xoauth2 oauthbearer}
# tests fail logins on purpose
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
mail_max_userip_connections = 50
# whose ID is believed, about where the client is
login_trusted_networks = 127.0.0.0/8
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $dir/conf/oauth2.conf
}
passdb {
  driver = passwd-file
  master = yes
  args = scheme=PLAIN username_format=%u $dir/conf/masters
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $dir/conf/users
}
userdb {
  driver = prefetch
}
userdb {
  driver = static
  args = home=$mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Archive {
    auto = subscribe
    special_use = \Archive
  }
  mailbox Drafts {
    auto = subscribe
    special_use = \Drafts
  }
  mailbox Junk {
    auto = subscribe
    special_use = \Junk
  }
  mailbox Sent {
    auto = subscribe
    special_use = \Sent
  }
  mailbox Trash {
    auto = subscribe
    special_use = \Trash
  }
}
# processes go on to the next connection: one of its own for each login costs more than all that is asked behind it
service imap-login {
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = $imaps
    ssl = yes
  }
}
service imap {
  service_count = 256
  process_min_avail = 1
}
service anvil {
  # no waiting after failed logins either
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  client_limit = 2000
  unix_listener postfix {
    mode = 0666
  }
}
service lmtp {
  unix_listener postfix-lmtp {
    mode = 0666
  }
}
plugin {
  quota = maildir:User
}
protocol imap {
  mail_plugins = quota imap_quota
}
protocol lmtp {
  postmaster_address = postmaster@$domain
}
X
}

write_postfix() {
  cat >"$dir/conf/main.cf" <<X
compatibility_level = 3.6
myhostname = localhost
mydestination =
mynetworks =
inet_interfaces = loopback-only
inet_protocols = ipv4
queue_directory = $dir/spool
data_directory = $dir/run/postfix
maillog_file = $dir/log/postfix.log
maillog_file_prefixes = $dir
alias_maps =
fast_flush_domains =
biff = no
disable_dns_lookups = yes
smtputf8_enable = yes
message_size_limit = 31457280
mailbox_size_limit = 0
virtual_mailbox_domains = $domain
virtual_mailbox_maps = texthash:$dir/conf/mailboxes
virtual_alias_domains = regexp:$dir/conf/domains
virtual_alias_maps = regexp:$dir/conf/aliases
virtual_transport = ${MAILSERVER_DELIVERY:-lmtp:unix:$dir/run/dovecot/postfix-lmtp}
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 10s
default_transport = error:5.7.1 mail stays here
smtpd_tls_cert_file = $dir/tls/server.pem
smtpd_tls_key_file = $dir/tls/server.key
smtpd_tls_security_level = encrypt
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $dir/run/dovecot/postfix
smtpd_client_restrictions = permit_sasl_authenticated, reject
smtpd_sender_login_maps = texthash:$dir/conf/senders
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access texthash:$dir/conf/recipients, reject_unlisted_recipient
smtpd_client_event_limit_exceptions =
X
  cat >"$dir/conf/master.cf" <<X
127.0.0.1:$submission inet n - n - - smtpd
127.0.0.1:$limited inet n - n - - smtpd
  -o message_size_limit=20000
  -o smtpd_discard_ehlo_keywords=smtputf8
127.0.0.1:$rated inet n - n - - smtpd
  -o smtpd_client_message_rate_limit=2
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
X
}

write_environment() {
  local user
  {
    echo "MAIL_HOST=localhost"
    echo "IMAP_PORT=$imap"
    echo "IMAPS_PORT=$imaps"
    echo "SUBMISSION_PORT=$submission"
    echo "LIMITED_PORT=$limited"
    echo "RATED_PORT=$rated"
    echo "CA_FILE=$dir/tls/ca.pem"
    echo "OAUTH_KEY=$oauth_key"
    echo "OAUTH_ISSUER=https://auth.$domain/"
    echo "PROVIDER=$provider"
    echo "PROVIDER_KEY=$dir/oauth/keys/mailbox-mcp/RS256/test"
    for user in $users; do
      echo "${user^^}_USER=$user@$domain"
      echo "${user^^}_PASSWORD=$user-secret"
    done
  } >"$dir/mailserver.env"
}

start() {
  [ "$(id -u)" = 0 ] || die "needs root, since Postfix does"
  command -v dovecot >/dev/null && command -v postfix >/dev/null || die "Dovecot or Postfix is missing: $0 install"
  ! alive "$dir/run/dovecot/master.pid" >/dev/null || die "runs already in $dir"
  imap=${MAILSERVER_IMAP_PORT:-$(free_port)}
  imaps=${MAILSERVER_IMAPS_PORT:-$(free_port)}
  submission=${MAILSERVER_SUBMISSION_PORT:-$(free_port)}
  limited=$(free_port)
  rated=$(free_port)
  mkdir -p "$dir"
  rm -rf "${dir:?}"/{conf,log,mail,oauth,run,spool,tls,mailserver.env}
  mail=${MAILSERVER_MAIL:-$dir/mail}
  mkdir -p "$mail" "$dir"/{conf,log,run/dovecot,run/dovecot-state,run/postfix,spool,tls}
  chmod 755 "$dir"
  chown mail:mail "$mail"
  chown postfix "$dir/run/postfix"
  make_certificates
  write_users
  write_oauth
  write_dovecot
  write_postfix
  write_environment
  dovecot -c "$dir/conf/dovecot.conf" </dev/null >"$dir/log/start.log" 2>&1 &&
    postfix -c "$dir/conf" start </dev/null >>"$dir/log/start.log" 2>&1 || complain
  await_greeting "$imap" '* OK' && await_greeting "$submission" '220 ' || complain
  cat "$dir/mailserver.env"
}

complain() {
  tail -n 20 "$dir"/log/* >&2 || true
  stop
  die "did not start; see above"
}

stop() {
  end "$dir/spool/pid/master.pid" "$dir/run/dovecot/master.pid"
}

status() {
  [ -r "$dir/mailserver.env" ] || die "nothing in $dir"
  . "$dir/mailserver.env"
  answers "$IMAP_PORT" '* OK' || die "no IMAP server answers on $IMAP_PORT"
  answers "$SUBMISSION_PORT" '220 ' || die "Postfix does not answer on $SUBMISSION_PORT"
  cat "$dir/mailserver.env"
}

run "$@"
