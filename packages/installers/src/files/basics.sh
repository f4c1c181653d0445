say() {
  message=$1
  shift
  eval "format=\$${language}_${message}"
  # shellcheck disable=SC2059
  printf "$format\n" "$@"
}

fail() {
  say "$@" >&2
  exit 1
}

choose_language() {
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    ja*) language=ja ;;
    *) language=en ;;
  esac
}

has() {
  command -v "$1" >/dev/null 2>&1
}

choose_architecture() {
  case "$(uname -m)" in
    x86_64 | amd64) architecture=x64 ;;
    aarch64 | arm64) architecture=arm64 ;;
    *) fail architecture_unknown "$(uname -m)" ;;
  esac
}

# The runtime wants glibc.
refuse_musl() {
  for loader in /lib/ld-musl-*; do
    if [ -e "$loader" ] && ! [ -e /lib64/ld-linux-x86-64.so.2 ] && ! [ -e /lib/ld-linux-aarch64.so.1 ]; then
      fail libc_unknown
    fi
  done
}
