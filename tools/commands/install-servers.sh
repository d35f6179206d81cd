#!/bin/sh
# Installs the Debian packages given as arguments without letting any of their services start. To be run as root.
set -eu

policy=/usr/sbin/policy-rc.d
exec 9>/run/lock/lampfield-install-servers
flock 9

if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  # invoke-rc.d asks this script before it starts a service; 101 forbids it.
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update
apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@"
