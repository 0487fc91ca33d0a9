"""Signs what is asked of an S3 store (AWS Signature Version 4), over the whole of each body."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from clinic_app.transport.http_line import Sign

_SIGNED = "host;x-amz-content-sha256;x-amz-date"


def signer(host: str, region: str, access_key: str, secret_key: str) -> Sign:
    """What makes the headers of a question; the secret key itself never leaves it.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    """

    def sign(method: str, path: str, query: str, body: bytes) -> Mapping[str, str]:
        at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        digest = hashlib.sha256(body).hexdigest()
        headers = f"host:{host}\nx-amz-content-sha256:{digest}\nx-amz-date:{at}\n"
        asked = "\n".join((method, path, query, headers, _SIGNED, digest))
        scope = f"{at[:8]}/{region}/s3/aws4_request"
        told = "\n".join(("AWS4-HMAC-SHA256", at, scope, hashlib.sha256(asked.encode()).hexdigest()))
        key = f"AWS4{secret_key}".encode()
        for step in (at[:8], region, "s3", "aws4_request"):
            key = hmac.digest(key, step.encode(), "sha256")
        signature = hmac.new(key, told.encode(), "sha256").hexdigest()
        proof = f"AWS4-HMAC-SHA256 Credential={access_key}/{scope},SignedHeaders={_SIGNED},Signature={signature}"
        return {"x-amz-date": at, "x-amz-content-sha256": digest, "Authorization": proof}

    return sign
