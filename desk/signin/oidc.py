"""Signing in by the house's identity provider (OpenID Connect), which the settings name."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

PROVIDER = "house"


class HouseAdapter(OpenIDConnectOAuth2Adapter):
    """Checks what allauth leaves to TLS: the ID token's signature, and that the issuer is the one in the settings."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        if self.openid_config["issuer"].rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("the provider names another issuer than the settings")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims


@require_POST
def start(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send the browser to the provider. By `Refresh`: the policy allows forms no redirect to another host."""
    response: HttpResponseBase = OAuth2LoginView.adapter_view(_adapter(request, provider_id))(request)
    if not response.has_header("Location"):
        return response
    return HttpResponse(headers={"Refresh": f"0; url={response['Location']}"})


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take the provider's answer."""
    answer: HttpResponseBase = OAuth2CallbackView.adapter_view(_adapter(request, provider_id))(request)
    return answer


def _adapter(request: HttpRequest, provider_id: str) -> HouseAdapter:
    if not settings.OIDC_ISSUER or provider_id != PROVIDER:
        raise Http404
    return HouseAdapter(request, provider_id)
