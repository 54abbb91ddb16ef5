# What the scripts beside this have in common; read by them.
export PATH=$PATH:/usr/sbin:/sbin
domain=${MAILSERVER_DOMAIN:-example.test}
users="alice bob carol"
# where packages are unpacked that cannot be installed beside the others; UnpackedMailServer.java looks there too
unpacked=${MAILSERVER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mailbox-mcp/mailserver}

say() { echo "${0##*/}: $*" >&2; }
die() { say "$*"; exit 1; }

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); do
    listens "$port" || break
  done
  echo "$port"
}

answers() { # port, greeting
  local line
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  IFS= read -r -t 5 line <&3 || true
  exec 3>&-
  [[ $line == "$2"* ]]
} 2>/dev/null

alive() { # pid file: prints the pid of a process that lives
  local pid
  [ -r "$1" ] && pid=$(tr -d ' ' <"$1") && [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && echo "$pid"
}

make_certificates() {
  cd "$dir/tls"
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout ca.key -out ca.pem -subj "/CN=mailserver.sh" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj "/CN=localhost" 2>/dev/null
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out server.pem \
    -extfile <(echo "subjectAltName=DNS:localhost,IP:127.0.0.1") 2>/dev/null
  cd - >/dev/null
}

# Debian's mail servers conflict with each other as packages, so the second one lives in a root of its own. Nothing of it is
# installed: the packages and the libraries they need are unpacked into $unpacked/NAME, once.
unpack() { # name, packages, what else they need besides libraries
  local name=$1 work file folder
  shift
  [ ! -d "$unpacked/$name" ] || return 0
  work=$(mktemp -d)
  mkdir "$work/debs" "$work/root"
  apt-get update -qq
  (
    cd "$work/debs"
    {
      printf '%s\n' "$@"
      # with no package installed, apt names all that would be
      apt-get install -s --no-install-recommends -o Dir::State::status=/dev/null "$@" |
        sed -n 's/^Inst \([^ ]*\).*/\1/p' | grep -E '^(lib|zlib)' | grep -vE '^lib(perl|pam-|semanage|sepol)|-perl$'
    } | sort -u | xargs apt-get download -qq -o APT::Sandbox::User=root
  )
  mkdir -p "$work/root/usr"/{bin,sbin,lib,lib64}
  for folder in bin sbin lib lib64; do
    ln -s "usr/$folder" "$work/root/$folder"
  done
  for file in "$work"/debs/*.deb; do
    dpkg-deb --fsys-tarfile "$file" | tar -x -C "$work/root" --keep-directory-symlink \
      --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale'
  done
  mkdir -p "$unpacked"
  mv "$work/root" "$unpacked/$name"
  rm -rf "$work"
}

# A fresh copy, to run in.
make_root() { # name
  [ "$(id -u)" = 0 ] || die "needs root, for Postfix and chroot"
  [ -d "$unpacked/$1" ] || die "not unpacked: $0 install"
  root=$dir/root
  mkdir -p "$dir"
  rm -rf "$root"
  cp -a "$unpacked/$1" "$root"
  mkdir -p "$root"/{dev,etc,run,tmp,var}
  chmod 1777 "$root/tmp"
  # where devices cannot be made, a file does
  mknod -m 666 "$root/dev/null" c 1 3 2>/dev/null || install -m 666 /dev/null "$root/dev/null"
  mknod -m 666 "$root/dev/urandom" c 1 9 2>/dev/null || true
}

stop_unless_all_goes_well() {
  trap '[ $? = 0 ] || { tail -n 20 "$dir"/log/* >&2; stop; say "did not start; see above"; }' EXIT
}

# Replaces Dovecot's ports in what clients are told.
announce_imap() {
  sed -i "s/^IMAP_PORT=.*/IMAP_PORT=$imap/; s/^IMAPS_PORT=.*/IMAPS_PORT=$imaps/" "$dir/mailserver.env"
}

end() { # pid files
  local file pid pids=()
  for file in "$@"; do
    pid=$(alive "$file") || continue
    kill "$pid"
    pids+=("$pid")
  done
  for pid in "${pids[@]}"; do
    for _ in {1..100}; do
      kill -0 "$pid" 2>/dev/null || continue 2
      sleep 0.1
    done
    kill -9 "$pid"
  done
}

# What was started for connections, or by what was, and would live on for a while.
end_all_in_root() {
  local process
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/root")" != "$dir/root" ] || kill "${process#/proc/}" || true
  done 2>/dev/null
}

await_greeting() { # port, greeting
  for _ in {1..40}; do
    ! answers "$1" "$2" || return 0
    sleep 0.25
  done
  return 1
}

usage() {
  sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" >&2
  exit 2
}

run() { # command, folder
  case ${1:-} in
    install) install_packages ;;
    start | stop | status)
      [ -n "${2:-}" ] || usage
      dir=$(realpath -m "$2")
      "$1"
      ;;
    *) usage ;;
  esac
}
