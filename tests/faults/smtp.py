# SPDX-License-Identifier: Apache-2.0
"""smtp.py PORT CERT KEY FOLDER: a relay that behaves as FOLDER/mode says.

ok      takes everything that comes over TLS and after a login
grey    451 to each mail the first time
reject  550 to every recipient
tarpit  4 s before each answer to RCPT
Each mail is kept as FOLDER/<n>.eml before it is acknowledged; logins and
refusals as lines of FOLDER/log."""
import asyncio
import itertools
import os
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, cert, key, folder = int(sys.argv[1]), *sys.argv[2:5]
numbers = itertools.count(len(os.listdir(folder)))
seen = set()
parent = os.getppid()


def mode():
    with open(os.path.join(folder, "mode"), encoding="ascii") as f:
        return f.read().strip()


def note(line):
    with open(os.path.join(folder, "log"), "a", encoding="ascii") as f:
        f.write(line + "\n")


def login(server, session, envelope, mechanism, data):
    good = data.login == b"market" and data.password == b"a long secret"
    note("login " + ("good" if good else "bad"))
    return AuthResult(success=good)


class Relay:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode() == "tarpit":
            await asyncio.sleep(4)
        if mode() == "reject":
            note("550 " + address)
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        lines = envelope.content.split(b"\r\n")
        name = [n for n in lines if n.lower().startswith(b"message-id:")][0]
        if mode() == "grey" and name not in seen:
            seen.add(name)
            note("451 " + envelope.rcpt_tos[0])
            return "451 4.7.1 come again"
        path = os.path.join(folder, "%06d.eml" % next(numbers))
        with open(path, "wb") as f:
            f.write(envelope.content)
            f.flush()
            os.fsync(f.fileno())
        return "250 taken"


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
Controller(Relay(), hostname="127.0.0.1", port=port, tls_context=context,
           require_starttls=True, auth_required=True, authenticator=login,
           ident="relay").start()
print("ready", flush=True)
while os.getppid() == parent:    # until whoever started it is gone
    time.sleep(1)
