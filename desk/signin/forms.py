"""The forms at the door: allauth's, with limits on guessing and no hint at who has an account."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import get_language, override

from desk.signin.limits import limited_attempt

log = structlog.get_logger(__name__)
# One at a time: asking for a thousand mails delays mails, not the desk.
_mailer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="password-mails")


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # The name lets a browser offer its passkeys in the field.
            autocomplete = {"login": "username webauthn", "password": "current-password"}[name]
            field.widget.attrs |= {"placeholder": "", "autocomplete": autocomplete}
            field.widget.attrs["maxlength"] = 256
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}


class _LimitedCode:
    """A code of the authenticator app or a recovery code, with limited guesses."""

    user: User

    def clean_code(self) -> str:
        with limited_attempt(context.request, self.user.get_username(), "code") as attempt:
            code: str = super().clean_code()  # type: ignore[misc]  # a mix-in: the form beside it has the method
            attempt.counts = False
        return code


class CodeForm(_LimitedCode, AuthenticateForm):
    """The second step of signing in."""


class ConfirmCodeForm(_LimitedCode, ReauthenticateForm):
    """Somebody who is signed in confirms that it is still they."""


class ChangeForm(ChangePasswordForm):
    """Another password. Guesses at the present one are limited: the session may be one that was left open."""

    user: User

    def clean_oldpassword(self) -> str:
        with limited_attempt(context.request, self.user.get_username(), "password") as attempt:
            present: str = super().clean_oldpassword()
            attempt.counts = False
        return present


class ResetForm(ResetPasswordForm):
    """An address to which a link for a new password goes, if an account has it.

    Look-up, link and mail are made after the answer, so the time it takes does not tell whether there is one.
    """

    def clean_email(self) -> str:
        return str(get_adapter().clean_email(self.cleaned_data["email"].lower()))

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        address: str = self.cleaned_data["email"]
        _mailer.submit(contextvars.copy_context().run, _send, request, address, get_language() or "")
        return address


def _send(request: HttpRequest, address: str, language: str) -> None:
    try:
        with override(language):
            send_reset_mails(request, address)
    except Exception:
        log.exception("mail_failed")
    finally:
        connection.close()


def send_reset_mails(request: HttpRequest, address: str) -> None:
    """Send a link to every active account with the address; nothing where there is none."""
    users = [user for user in User.objects.filter(email__iexact=address, is_active=True) if user.has_usable_password()]
    if users:
        request_password_reset(request, address, users, default_token_generator)
