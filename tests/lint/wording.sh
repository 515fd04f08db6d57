#!/bin/sh
# The texts of the mails are written as a courteous secretariat writes.
exec /usr/bin/python3 "$(dirname "$0")/../tools/wording.py" \
    "$(dirname "$0")/../.."
