# Installs the Berth agent on this Linux host, from the coordinator that gave this script, and starts it. Safe to run again.
# sh -c "$S" - HOST:PORT TOKEN [--node NAME] [--prefix FOLDER] [--own-node] [-- FLAGS OF THE AGENT]
set -eu
umask 022
artifacts='@ARTIFACTS@'

fail() { echo "berth: $1" >&2; exit 1; }
say() { echo "berth: $1"; }
has() { command -v "$1" >/dev/null 2>&1; }

fetch() {
  if has curl; then curl -kfsS --connect-timeout 15 "https://$address$1" -o "$2"
  else wget -q -T 30 --no-check-certificate -O "$2" "https://$address$1"; fi
}

# Of an artefact: its digest, its size as it is sent, and unpacked, in KiB.
row() { echo "$artifacts" | grep "^$1 " || true; }

download() {
  set -- $(row "$1")
  fetch "/artifacts/$2" "$new/$1" || fail "cannot fetch $1 from $address: is there room, and is the network up?"
  got=$(sha256sum "$new/$1"); got=${got%% *}
  [ "$got" = "$2" ] || fail "$1 from $address is not what it should be: expected sha256 $2, got $got"
}

# Makes a folder and notes each one that was not there, for uninstalling.
make() {
  [ -d "$1" ] && return
  make "$(dirname "$1")"
  mkdir "$1" 2>/dev/null || fail "cannot make $1: is the file system read-only or full?"
  made="$1 $made"
}

free() { df -Pk "$1" | awk 'NR == 2 { print $4 }'; }

good_node() {
  "$1" -e "const [a, b] = process.versions.node.split('.'); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)" 2>/dev/null
}

# What was begun here and did not become a node goes away again.
undo() {
  code=$?
  rm -rf "$new"
  [ $code -eq 0 ] && return
  [ -n "$fresh" ] || return
  rm -rf "$home"
  # Volumes of an agent that was here before are nobody's to delete.
  find "$data" -mindepth 1 -maxdepth 1 ! -name volumes -exec rm -rf {} + 2>/dev/null || true
  rmdir "$data/volumes" "$data" 2>/dev/null || true
  for folder in $made; do rmdir "$folder" 2>/dev/null || true; done
}

check_host() {
  [ "$(uname -s)" = Linux ] || fail "the agent runs on Linux only, this is $(uname -s)"
  case $(uname -m) in
    x86_64|amd64) platform=linux-x64 ;;
    aarch64|arm64) platform=linux-arm64 ;;
    *) fail "there is no agent for $(uname -m): x64 and arm64 only" ;;
  esac
  ls /lib/ld-musl-* >/dev/null 2>&1 && platform=$platform-musl
  [ "$(id -u)" = 0 ] || fail "this needs root: run it again in a root shell (sudo -s, or su)"
  for program in tar gzip sha256sum sed awk df; do has "$program" || fail "this host has no $program: install it"; done
  [ -n "$(row "agent-$platform")" ] || fail "the coordinator has no agent for $platform: see its --artifacts"
}

# Certificates say from when to when: a clock that is wrong by days would refuse them all, with less clear words.
check_clock() {
  there=$(fetch /now -) || fail "cannot reach https://$address: check the address, and that nothing blocks the port"
  off=$(($(date +%s) - there))
  [ "$off" -lt 0 ] && off=$((-off))
  [ "$off" -lt 3600 ] || fail "the clock of this host is wrong by $((off / 60)) minutes ($(date -u)): set it with date -s @$there"
}

choose_node() {
  node=$(command -v node || true)
  if [ -z "$own" ] && [ -n "$node" ] && good_node "$node"; then return; fi
  set -- $(row "node-$platform")
  [ $# -gt 0 ] || fail "no Node.js 20.19 or newer here, and none for $platform on the coordinator: install it here, or see its --artifacts"
  node=$home/node/$2/node
  [ -x "$node" ] && good_node "$node" && return
  room $(($3 + $4))
  download "node-$platform"
  gzip -dc "$new/node-$platform" > "$new/node" || fail "cannot unpack Node.js into $new: no space?"
  chmod 755 "$new/node"
  good_node "$new/node" || fail "Node.js of the coordinator does not run here ($("$new/node" -v 2>&1 | head -n 1)): other C library, or $home mounted noexec?"
  mkdir -p "$home/node/$2"
  mv -f "$new/node" "$node"
}

room() {
  left=$(free "$home")
  [ "$left" -gt $(($1 + 4096)) ] || fail "no space in $home: $(($1 / 1024 + 4)) MiB needed, $((left / 1024)) MiB free"
}

place_agent() {
  set -- $(row "agent-$platform")
  version=$2
  [ -e "$home/versions/$2/main.mjs" ] && return
  room $(($3 + $4))
  download "agent-$platform"
  mkdir -p "$new/version" "$home/versions"
  tar -xzf "$new/agent-$platform" -C "$new/version" || fail "cannot unpack the agent into $new: no space?"
  sync
  rm -rf "$home/versions/$2"
  mv "$new/version" "$home/versions/$2"
}

# The key is made by the agent and stays here. Nothing else on this host sees the token: it is not an argument of a program.
join_cluster() {
  BERTH_JOIN=$token BERTH_COORDINATOR=$address "$node" "$home/versions/$version/main.mjs" \
    --data "$data" --join-only ${name:+--node "$name"} --log-level error > "$new/joined" || exit 1
}

switch_version() {
  ln -s "versions/$version" "$new/current"
  mv -fT "$new/current" "$home/current" 2>/dev/null || { rm -f "$home/current"; mv "$new/current" "$home/current"; }
  made_before=
  [ -e "$home/agent.conf" ] && made_before=$(. "$home/agent.conf"; echo "$made")
  {
    echo "# Written by the installer."
    echo "node='$node'"
    echo "data='$data'"
    echo "flags='$flags'"
    echo "made='$made$made_before'"
  } > "$new/agent.conf"
  mv -f "$new/agent.conf" "$home/agent.conf"
  mkdir -p "$home/bin"
  sed "s|@PREFIX@|$prefix|g" "$home/current/berth-agent.sh" > "$new/berth-agent"
  chmod 755 "$new/berth-agent"
  mv -f "$new/berth-agent" "$home/bin/berth-agent"
  sync
}

main() {
  address=${1:-}; token=${2:-}; name=; prefix=; own=; flags=; made=; fresh=
  [ $# -ge 2 ] || fail "usage: HOST:PORT TOKEN [--node NAME] [--prefix FOLDER] [--own-node] [-- FLAGS]"
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
      --node) name=$2; shift 2 ;;
      --prefix) prefix=$2; shift 2 ;;
      --own-node) own=yes; shift ;;
      --) shift; flags="$*"; shift $# ;;
      *) fail "unknown option $1" ;;
    esac
  done
  case "$prefix$flags" in *[\'\|\&]*) fail "no quotes, | or & in --prefix and flags" ;; esac
  case "$prefix" in ''|/*) ;; *) fail "--prefix has to begin with /" ;; esac
  case "$prefix" in *\ *) fail "no spaces in --prefix" ;; esac
  home=$prefix/opt/berth; data=$prefix/var/lib/berth; new=$home/.new
  check_host
  check_clock
  before=$(readlink "$home/current" 2>/dev/null || true)
  [ -e "$data/identity.json" ] || fresh=yes
  [ -z "$fresh" ] || [ ! -e "$home/agent.conf" ] || fail "$home is there already, but this host has no identity: $home/bin/berth-agent uninstall first"
  trap undo EXIT
  trap 'exit 130' INT TERM HUP
  make "$home"
  make "$(dirname "$data")"
  rm -rf "$new"
  mkdir "$new" 2>/dev/null || fail "cannot write into $home: is the file system read-only or full?"
  place_agent
  choose_node
  make "$data"
  known=$(cksum "$data/identity.json" 2>/dev/null || true)
  join_cluster
  [ -z "$flags" ] && [ -e "$home/agent.conf" ] && flags=$(. "$home/agent.conf"; echo "$flags")
  switch_version
  fresh=
  if [ "$before" = "versions/$version" ] && [ "$known" = "$(cksum "$data/identity.json")" ] && "$home/bin/berth-agent" status >/dev/null 2>&1; then
    say "this version runs here already as $("$home/bin/berth-agent" name): nothing to do"
    return
  fi
  "$home/bin/berth-agent" enable
  "$home/bin/berth-agent" restart
  "$home/bin/berth-agent" wait || exit 1
  say "node $("$home/bin/berth-agent" name) is ready. See it: berth node show $("$home/bin/berth-agent" name); here: $home/bin/berth-agent status"
}

main "$@"
