#!/bin/sh
# Installs what the tests need from the system, where apt is at hand and may be used. Elsewhere says what is missing:
# the tests that need it are then skipped, with the reason.
missing=""
command -v soffice >/dev/null || missing="$missing libreoffice-writer libreoffice-math"
fc-list 2>/dev/null | grep -qi 'noto.*cjk' || missing="$missing fonts-noto-cjk fontconfig"
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="$missing chromium"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "not installed, and there is no apt-get:$missing" >&2
elif [ "$(id -u)" = 0 ]; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null ||
        echo "could not be installed:$missing" >&2
elif sudo -n true 2>/dev/null; then
    { sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends $missing; } >/dev/null ||
        echo "could not be installed:$missing" >&2
else
    echo "not installed, and only root may: apt-get install$missing" >&2
fi
exit 0
