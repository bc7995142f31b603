#!/bin/sh
# Installs @PRODUCT@ @VERSION@ for one user, without root. Help: sh install.sh --help
# Works in dash, bash, zsh and the shell of busybox. Nothing runs before the last line, so that a download
# that was cut short does nothing.

if [ -n "${ZSH_VERSION:-}" ]; then emulate sh; fi
set -eu
LC_ALL=C
export LC_ALL
