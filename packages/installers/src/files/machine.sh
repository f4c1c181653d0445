# Runs a script for the desktop folder of everybody who has one, with the rights of its owner: nobody leads root elsewhere by a link.
on_desktops() {
  script=$1
  input=$2
  while IFS=: read -r user _ number group _ home _; do
    [ "$number" -ge 1000 ] && [ "$number" -ne 65534 ] && [ -d "$home" ] || continue
    if has setpriv; then
      set -- setpriv --reuid="$number" --regid="$group" --clear-groups
    else
      set -- runuser -u "$user" --
    fi
    "$@" sh -c '
      folder=$(sed -n "s/^XDG_DESKTOP_DIR=\"\(.*\)\"$/\1/p" "$1/.config/user-dirs.dirs" 2>/dev/null)
      case "$folder" in
        "" | "\$HOME/") folder=$1/Desktop ;;
        "\$HOME/"*) folder=$1/${folder#*/} ;;
      esac
      [ -d "$folder" ] || exit 0
      cd "$folder" && eval "$2"
    ' sh "$home" "$script" <"$input" || :
  done </etc/passwd
}

add_to_desktops() {
  on_desktops 'cat >sekisho.desktop && chmod 755 sekisho.desktop' "$shared/applications/sekisho.desktop"
}

remove_from_desktops() {
  on_desktops '! grep -qs "^Exec=.*/sekisho-agent window$" sekisho.desktop || rm -f sekisho.desktop' /dev/null
}

# Icons are found by name, so their cache is renewed where there is one.
renew_menu() {
  touch "$shared/icons/hicolor" 2>/dev/null || :
  ! has update-desktop-database || update-desktop-database -q "$shared/applications" || :
  ! has gtk-update-icon-cache || gtk-update-icon-cache -q -t -f "$shared/icons/hicolor" 2>/dev/null || :
}

# What an installation does, with times; for root only.
note() {
  (
    umask 077
    printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >>"$install_log"
  ) 2>/dev/null || :
}

# Ends a running agent and what keeps it running; the lock screen, if there is one, is a process of its own and stays.
stop_supervisor() {
  [ -f "$state/supervisor.pid" ] || return 0
  old=$(cat "$state/supervisor.pid")
  case "$(tr '\0' ' ' <"/proc/$old/cmdline" 2>/dev/null || :)" in
    *"/agent/supervise "*) kill -TERM "$old" 2>/dev/null || return 0 ;;
    *) return 0 ;;
  esac
  left=50
  while [ -d "/proc/$old" ] && [ $left -gt 0 ]; do
    sleep 0.2
    left=$((left - 1))
  done
}

start_without_systemd() {
  stop_supervisor
  if has setsid; then
    setsid "$prefix/agent/supervise" "$state/supervisor.pid" </dev/null >/dev/null 2>&1 &
  else
    nohup "$prefix/agent/supervise" "$state/supervisor.pid" </dev/null >/dev/null 2>&1 &
  fi
  say without_systemd
}

# Ends when the device is registered and has told everything, or when that has to wait.
set_up() {
  set --
  [ "$format" = wizard ] || set -- --quiet
  result=0
  [ "${service:-yes}" = yes ] || set -- "$@" --here
  "$prefix/agent/sekisho-agent" setup "$@" || result=$?
  note "setup ended with code $result"
}
