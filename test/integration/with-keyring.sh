#!/bin/sh
# with-keyring.sh COMMAND…: runs it inside a D-Bus session of its own with an unlocked gnome-keyring; leaves no process and no file.
#   KEYRING_DATA      folder of the keyring, kept; default: a new one, removed afterwards
#   KEYRING_PASSWORD  what it is unlocked with
#   KEYRING=none      no keyring and no D-Bus, as over SSH or in a container
set -eu
if [ "${KEYRING:-gnome}" = none ]; then
  unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR || true
  exec "$@"
fi
command -v dbus-run-session >/dev/null && command -v gnome-keyring-daemon >/dev/null || {
  echo 'with-keyring.sh: needs dbus-run-session and gnome-keyring-daemon (Debian: gnome-keyring dbus libsecret-1-0)' >&2
  exit 127
}
XDG_RUNTIME_DIR=$(mktemp -d)
data=''
if [ -z "${KEYRING_DATA:-}" ]; then data=$(mktemp -d); KEYRING_DATA=$data; fi
trap 'rm -rf "$XDG_RUNTIME_DIR" ${data:+"$data"}' EXIT
trap 'exit 130' INT TERM
export XDG_RUNTIME_DIR XDG_DATA_HOME="$KEYRING_DATA" KEYRING_PASSWORD="${KEYRING_PASSWORD:-ci-password}"
# Without a display nothing can ask for a password: a locked keyring then refuses at once.
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS || true
dbus-run-session -- sh -euc '
  printf %s "$KEYRING_PASSWORD" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
  "$@"
' sh "$@"
