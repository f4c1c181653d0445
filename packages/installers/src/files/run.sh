#!/bin/sh
# Runs a Sekisho client that does not stay: unpacks it where nothing outlives it, runs it, and leaves nothing behind.
set -eu

# @VALUES@

# @BASICS@

check_machine() {
  # Only root reads the numbers of the firmware, by which the machine is known again.
  [ "$(id -u)" = 0 ] || fail needs_root
  [ "$(uname -s)" = Linux ] || fail not_linux "$(uname -s)"
  choose_architecture
  refuse_musl
  for program in tar gzip head tail sha256sum; do
    has "$program" || fail needs_program "$program"
  done
}

# Where the archive for this machine stands within this very file.
choose_archive() {
  archive_bytes=
  while read -r for_architecture start bytes sha256; do
    [ "$for_architecture" = "$architecture" ] || continue
    archive_start=$start
    archive_bytes=$bytes
    archive_sha256=$sha256
  done <<ARCHIVES
$archives
ARCHIVES
  [ -n "$archive_bytes" ] || fail no_archive "$architecture"
}

archive() {
  tail -c "+$((header_bytes + archive_start + 1))" "$self" | head -c "$archive_bytes"
}

# In memory that belongs to this process and its children alone: it is gone when they are, however they end.
enter_memory() {
  [ -z "${SEKISHO_RUN_IN_MEMORY:-}" ] || return 0
  has unshare && unshare --mount true 2>/dev/null || return 0
  for place in /dev/shm /mnt /media /srv; do
    [ -d "$place" ] || continue
    case "$self" in
      "$place"/*) ;;
      *) SEKISHO_RUN_IN_MEMORY=$place exec unshare --mount sh "$self" "$@" ;;
    esac
  done
}

unpack() {
  work=${SEKISHO_RUN_IN_MEMORY:-}
  if [ -z "$work" ] || ! mount -t tmpfs -o mode=0700 sekisho "$work" 2>/dev/null; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM HUP
    # The client takes its own folder away as soon as it runs, so that none is left when it is killed.
    SEKISHO_AGENT_UNPACKED=$work
    export SEKISHO_AGENT_UNPACKED
  fi
  [ "$(archive | sha256sum)" = "$archive_sha256  -" ] || fail file_damaged
  archive | gzip -dc | tar -xf - -C "$work" || fail unpack_failed
  "$work/sekisho-agent/node" --version >/dev/null 2>&1 || fail runtime_does_not_run
  cat >"$work/installer.json" <<'INSTALLER'
# @INSTALLER@
INSTALLER
}

main() {
  umask 077
  choose_language
  self=$(readlink -f -- "$0")
  check_machine
  choose_archive
  enter_memory "$@"
  unpack
  unset SEKISHO_RUN_IN_MEMORY
  set -- "$client_kind" --installer "$work/installer.json" --state "$work/state" "$@"
  [ "$client_kind" != standalone ] || set -- "$@" --output "${self%/*}"
  "$work/sekisho-agent/sekisho-agent" "$@"
}

main "$@"
exit 0
