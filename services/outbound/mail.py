"""Mail: how an e-mail is handed to the mail server of the settings."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

PATIENCE_S = 20.0

Send = Callable[[EmailMessage], object]


def sender_to(url: str) -> Send:
    """Sends by `smtp://host:25`, or `smtps://user:password@host:465` (TLS, certificate checked).

    Sending raises `OSError` where the server is away or says no.
    """
    place = urlsplit(url)
    if place.scheme not in {"smtp", "smtps"} or not place.hostname:
        raise ValueError("smtp://host or smtps://user:password@host is meant")
    host, secure = place.hostname, place.scheme == "smtps"

    def send(mail: EmailMessage) -> None:
        server: smtplib.SMTP
        if secure:
            context = ssl.create_default_context()
            server = smtplib.SMTP_SSL(host, place.port or 465, timeout=PATIENCE_S, context=context)
        else:
            server = smtplib.SMTP(host, place.port or 25, timeout=PATIENCE_S)
        with server:
            if place.username:
                server.login(unquote(place.username), unquote(place.password or ""))
            server.send_message(mail)

    return send
