"""What went wrong with TLS, for the operator: in our own words, by OpenSSL's numbers and names.

OpenSSL's sentences may quote a certificate, and that is a text of the service.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping

__all__ = ["tls_failure"]


def tls_failure(error: ssl.SSLError) -> str:
    """Return the detail of a handshake or a connection that failed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _REFUSED_BY_US.get(getattr(error, "verify_code", 0))
        return f"TLS certificate refused: {why}" if why else "TLS certificate refused"
    why = _REFUSED_BY_THE_SERVICE.get(getattr(error, "reason", None) or "")
    return f"TLS failed: {why}" if why else "TLS failed"


_UNKNOWN_ISSUER = "its issuer is not trusted, see ca_file"
_ANOTHER_HOST = "it is for another host than the url's"
_REFUSED_BY_US: Mapping[int, str] = {
    **dict.fromkeys((2, 18, 19, 20, 21), _UNKNOWN_ISSUER),
    9: "it is not valid yet",
    10: "it has expired",
    **dict.fromkeys((62, 64), _ANOTHER_HOST),
}
"""By the number of the check that failed.

Source: https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/#error-codes
"""

_NOT_OURS = "the service refuses the gateway's certificate, see client_certificate_file"
_REFUSED_BY_THE_SERVICE: Mapping[str, str] = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "the service requires a certificate, see client_certificate_file",
    **dict.fromkeys(
        (
            "TLSV1_ALERT_UNKNOWN_CA",
            "TLSV1_ALERT_ACCESS_DENIED",
            "SSLV3_ALERT_BAD_CERTIFICATE",
            "SSLV3_ALERT_CERTIFICATE_EXPIRED",
            "SSLV3_ALERT_CERTIFICATE_REVOKED",
            "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
            "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        ),
        _NOT_OURS,
    ),
}
"""By the alert that the service sent; before TLS 1.3 there is none that says that a certificate is missing.

Source: https://www.rfc-editor.org/rfc/rfc8446#section-6.2
"""
