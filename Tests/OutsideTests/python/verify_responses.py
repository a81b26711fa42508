"""Has rfc3161-client, which is not ours, verify time-stamp responses.

    verify_responses.py ROOT.pem RESPONSE.tsr DATA [RESPONSE.tsr DATA]...

Prints `verified` or `refused` for each pair; exit status 1 when one was refused, 2 when one could not be read.
"""

import sys
from pathlib import Path

from cryptography import x509
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response


def main(root, *pairs):
    certificate = x509.load_pem_x509_certificate(Path(root).read_bytes())
    verifier = VerifierBuilder().add_root_certificate(certificate).build()
    status = 0
    for response, data in zip(pairs[::2], pairs[1::2], strict=True):
        try:
            decoded = decode_timestamp_response(Path(response).read_bytes())
        except ValueError as error:
            print(f"{response}: {error}", file=sys.stderr)
            return 2
        try:
            verifier.verify_message(decoded, Path(data).read_bytes())
            print("verified")
        except VerificationError:
            print("refused")
            status = 1
    return status


sys.exit(main(*sys.argv[1:]))
