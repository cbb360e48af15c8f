#!/bin/sh
# Print the path of a Python that can make our environment: 3.11 or newer, with venv. PYTHON=… names one.
set -u
asks='import sys
if sys.version_info < (3, 11): sys.exit(3)
try:
    import ensurepip, venv
except ImportError:
    sys.exit(4)
print(sys.executable)'
bare=
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
  command -v "$name" >/dev/null 2>&1 || continue
  found=$("$name" -c "$asks" 2>/dev/null </dev/null) && { printf '%s\n' "$found"; exit 0; }
  [ $? -eq 4 ] && bare=$name
done
if [ -n "$bare" ]; then
  echo "$bare is new enough but lacks the venv module; on Debian or Ubuntu run \`apt-get install python3-venv\` as root." >&2
elif [ -n "${PYTHON:-}" ]; then
  echo "PYTHON=$PYTHON is not a Python 3.11 or newer; correct it, or leave it out." >&2
else
  echo "Python 3.11 or newer is needed and was not found; install it, or name one: make PYTHON=/path/to/python3." >&2
fi
exit 2
