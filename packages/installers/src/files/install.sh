#!/bin/sh
# Installs the Sekisho agent on this machine and registers it, or brings an installed agent up to date.
# sh install.sh [--serial SERIAL] [--proxy URL] [--prefix DIR] [--desktop-icon] [--no-service] [--quiet]
set -eu

# @VALUES@

# @BASICS@

# @MACHINE@

read_options() {
  prefix=/opt/sekisho
  proxy=${https_proxy:-${HTTPS_PROXY:-}}
  service=yes
  while [ $# -gt 0 ]; do
    case "$1" in
      --serial | --proxy | --prefix)
        [ $# -ge 2 ] || fail option_missing "$1"
        case "$1" in
          --serial) serial=$2 ;;
          --proxy) proxy=$2 ;;
          --prefix) prefix=$2 ;;
        esac
        shift 2
        ;;
      --desktop-icon)
        desktop_icon=yes
        shift
        ;;
      --quiet)
        format=silent
        shift
        ;;
      --no-service)
        service=no
        shift
        ;;
      --help | -h)
        say usage
        exit 0
        ;;
      *) fail option_unknown "$1" ;;
    esac
  done
  case "$prefix" in
    /?*) prefix=${prefix%/} ;;
    *) fail prefix_not_absolute "$prefix" ;;
  esac
  # Quotes and blanks would have to survive a unit file and a shell.
  case "$prefix" in
    *[!A-Za-z0-9/._-]*) fail prefix_not_absolute "$prefix" ;;
  esac
  if [ "$prefix" = /opt/sekisho ]; then
    state=/var/lib/sekisho
    settings=/etc/sekisho
    shared=/usr/local/share
    install_log=/var/log/sekisho-install.log
  else
    state=$prefix/state
    settings=$prefix
    shared=$prefix/share
    install_log=$prefix/install.log
  fi
}

check_machine() {
  [ "$(id -u)" = 0 ] || fail needs_root
  [ "$(uname -s)" = Linux ] || fail not_linux "$(uname -s)"
  choose_architecture
  refuse_musl
  has curl || has wget || fail needs_curl
  has tar || fail needs_program tar
  has sha256sum || fail needs_program sha256sum
  if has xz; then decompressors='xz gzip'; else decompressors=gzip; fi
}

choose_archive() {
  archive=
  while read -r for_architecture compression file bytes sha256; do
    [ "$for_architecture" = "$architecture" ] || continue
    case " $decompressors " in
      *" $compression "*) ;;
      *) continue ;;
    esac
    archive=$file
    archive_bytes=$bytes
    archive_sha256=$sha256
    archive_compression=$compression
    break
  done <<END
$archives
END
  [ -n "$archive" ] || fail no_archive "$architecture"
}

# The proxy, which may hold a password, goes by the environment: arguments can be read by everybody on the machine.
download() {
  (
    if [ -n "$proxy" ]; then
      https_proxy=$proxy http_proxy=$proxy
      export https_proxy http_proxy
    fi
    if has curl; then
      set -- --fail --silent --show-error --location --retry 3 --output "$1" "$2"
      [ -z "$root_certificate" ] || set -- --cacert "$work/server-root.pem" "$@"
      curl "$@"
    else
      set -- -q -O "$1" "$2"
      [ -z "$root_certificate" ] || set -- --ca-certificate="$work/server-root.pem" "$@"
      wget "$@"
    fi
  )
}

fetch_archive() {
  mkdir -p "$prefix"
  work=$(mktemp -d "$prefix/.install.XXXXXX")
  trap 'rm -rf "$work"; rmdir "$prefix" 2>/dev/null || :' EXIT
  trap 'exit 130' INT TERM HUP
  if [ -n "$root_certificate" ]; then
    printf '%s\n' "$root_certificate" >"$work/server-root.pem"
  fi
  say downloading "$((archive_bytes / 1048576)) MiB"
  download "$work/$archive" "$server/install/$archive" || fail download_failed "$server"
  echo "$archive_sha256  $work/$archive" | sha256sum -c >/dev/null 2>&1 || fail checksum_wrong
  "$archive_compression" -dc "$work/$archive" | tar -xf - -C "$work" || fail unpack_failed
  rm -f "$work/$archive"
  "$work/sekisho-agent/node" --version >/dev/null 2>&1 || fail runtime_does_not_run
}

register() {
  if [ "$prefix" != /opt/sekisho ]; then
    printf 'export SEKISHO_AGENT_CONFIG=%s/agent.json SEKISHO_AGENT_STATE=%s/state\n' "$prefix" "$prefix" >"$work/settings"
  fi
  [ -z "$installer" ] || return 0
  set -- enrol --server "$server"
  [ -z "$serial" ] || set -- "$@" --serial "$serial"
  [ -z "$root_certificate" ] || set -- "$@" --ca "$work/server-root.pem"
  [ -z "$trust_hash" ] || set -- "$@" --trust-hash "$trust_hash"
  SEKISHO_AGENT_PROXY=$proxy "$work/sekisho-agent/sekisho-agent" "$@"
}

put_in_place() {
  rm -rf "$prefix/agent.old"
  if [ -d "$prefix/agent" ]; then
    mv "$prefix/agent" "$prefix/agent.old"
  fi
  mv "$work/sekisho-agent" "$prefix/agent"
  if [ -f "$work/settings" ]; then
    mv "$work/settings" "$prefix/settings"
  else
    mkdir -p /usr/local/bin
    ln -sfn "$prefix/agent/sekisho-agent" /usr/local/bin/sekisho-agent
  fi
  rm -rf "$prefix/agent.old"
}

# For root only: the token in it registers devices.
leave_installer() {
  mkdir -p "$settings"
  (
    umask 077
    printf '%s\n' "$installer" >"$settings/installer.json.new"
  )
  mv "$settings/installer.json.new" "$settings/installer.json"
}

# Asked of whoever sits at the terminal, even where the script itself comes through a pipe.
confirm() {
  [ "$format" = wizard ] || return 0
  say confirm "$setting"
  answer=
  { read -r answer </dev/tty; } 2>/dev/null || fail nobody_to_ask
  case "$answer" in
    y | Y | yes | はい) ;;
    *) fail cancelled ;;
  esac
}

# In the menu at once: desktops look at these folders.
add_to_menu() {
  mkdir -p "$shared/applications" "$shared/icons/hicolor/scalable/apps"
  sed "s|@PREFIX@|$prefix|g" "$prefix/agent/sekisho.desktop" >"$shared/applications/sekisho.desktop"
  cp "$prefix/agent/sekisho.svg" "$shared/icons/hicolor/scalable/apps/sekisho.svg"
  renew_menu
}

start_with_systemd() {
  sed "s|@PREFIX@|$prefix|g" "$prefix/agent/sekisho-agent.service" >/etc/systemd/system/sekisho-agent.service
  systemctl daemon-reload
  systemctl enable --quiet sekisho-agent.service
  systemctl restart sekisho-agent.service
}

main() {
  umask 022
  choose_language
  read_options "$@"
  check_machine
  choose_archive
  confirm
  note "installing version $agent_version (install.sh, $format)"
  fetch_archive
  register
  put_in_place
  [ -z "$installer" ] || leave_installer
  add_to_menu
  [ "$desktop_icon" = no ] || add_to_desktops
  if [ "$service" = no ]; then
    say not_started "$prefix/agent/sekisho-agent run"
  elif [ -d /run/systemd/system ]; then
    start_with_systemd
  else
    start_without_systemd
  fi
  note "installed"
  if [ -n "$installer" ]; then
    set_up
    exit "$result"
  elif [ -n "$serial" ]; then say installed "$agent_version"; else say installed_only "$agent_version"; fi
}

main "$@"
