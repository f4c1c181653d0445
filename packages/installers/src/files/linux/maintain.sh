#!/bin/sh
# What the package of the Sekisho agent does besides its files; the last line says at which stage.
set -eu

# @VALUES@
prefix=/opt/sekisho
state=/var/lib/sekisho
settings=/etc/sekisho
shared=/usr/share
install_log=/var/log/sekisho-install.log

# @BASICS@

# @MACHINE@

before_install() {
  choose_architecture
  case " $architectures " in
    *" $architecture "*) ;;
    *) fail architecture_unknown "$architecture" ;;
  esac
}

choose_runtime() {
  choose_architecture
  for name in node koffi.node; do
    ln -sfn "../runtime/$architecture/$name" "$prefix/agent/$name"
  done
  if ! "$prefix/agent/node" --version >/dev/null 2>&1; then
    note "the runtime for $architecture does not run here"
    fail runtime_does_not_run
  fi
  echo "$package" >"$prefix/agent/package"
}

# What install.sh had put elsewhere; identity and settings stay where they are.
take_over() {
  unit=/etc/systemd/system/sekisho-agent.service
  if grep -qs "^ExecStart=$prefix/agent/" "$unit"; then
    rm -f "$unit"
    note "took over an installation made by install.sh"
  fi
  case "$(readlink /usr/local/bin/sekisho-agent || :)" in
    "$prefix/agent/"*) rm -f /usr/local/bin/sekisho-agent ;;
  esac
  if grep -qs "^Exec=$prefix/agent/" /usr/local/share/applications/sekisho.desktop; then
    rm -f /usr/local/share/applications/sekisho.desktop /usr/local/share/icons/hicolor/scalable/apps/sekisho.svg
  fi
}

# dpkg has put it among its own files, for root only; rpm has put it in place.
take_installer_file() {
  [ "$package" = deb ] || return 0
  file=$(dpkg-query --control-path sekisho-agent installer 2>/dev/null || :)
  [ -n "$file" ] && [ -f "$file" ] || return 0
  mkdir -p "$settings"
  (
    umask 077
    cat "$file" >"$settings/installer.json.new"
  )
  mv "$settings/installer.json.new" "$settings/installer.json"
  rm -f "$file"
}

# In an image that is being built, say: there the agent starts with the machine that is made of it.
may_start() {
  [ ! -x /usr/sbin/policy-rc.d ] || /usr/sbin/policy-rc.d sekisho-agent start || [ $? -ne 101 ]
}

start_agent() {
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl enable --quiet sekisho-agent.service
    systemctl restart sekisho-agent.service
  else
    ! has systemctl || systemctl enable --quiet sekisho-agent.service 2>/dev/null || :
    may_start || return 1
    start_without_systemd
  fi
}

after_install() {
  note "installing version $version ($package, $format)"
  # What is installed now counts, not what an update had brought before.
  rm -rf "$prefix/agent/versions"
  choose_runtime
  take_over
  take_installer_file
  renew_menu
  [ "$desktop_icon" = no ] || add_to_desktops
  if start_agent; then
    note "the agent was started"
    set_up
  else
    note "the agent is not started here"
  fi
  note "installed"
}

# Refused while the device is locked, and without the uninstall password. A program that cannot even start refuses nothing.
before_removal() {
  note "removal was asked for"
  set -- uninstall --yes --keep-files
  [ -z "${SEKISHO_UNINSTALL_SAID:-}" ] || set -- uninstall --check
  [ -z "${SEKISHO_UNINSTALL_PASSWORD_FILE:-}" ] || set -- "$@" --password-file "$SEKISHO_UNINSTALL_PASSWORD_FILE"
  result=0
  "$prefix/agent/sekisho-agent" "$@" || result=$?
  case $result in
    5 | 6 | 7)
      note "removal was refused with code $result"
      exit $result
      ;;
  esac
  if [ -d /run/systemd/system ]; then
    systemctl disable --now --quiet sekisho-agent.service || :
  else
    ! has systemctl || systemctl disable --quiet sekisho-agent.service 2>/dev/null || :
    stop_supervisor
  fi
  remove_from_desktops
}

after_removal() {
  rm -rf "$prefix/agent" "$prefix/runtime" /run/sekisho
  rmdir "$prefix" 2>/dev/null || :
  [ ! -d /run/systemd/system ] || systemctl daemon-reload || :
  renew_menu
  note "removed"
}

# Nothing is left: the device would have to be registered anew.
forget() {
  rm -f "$settings/agent.json" "$settings/installer.json"
  rmdir "$settings" 2>/dev/null || :
  rm -rf "$state" "$install_log"
}

choose_language
# @STAGE@
