"""Numbers of identity papers that are known by their form and check digits alone (python-stdnum). Pure.

Forms that other numbers share (nine or eleven digits in a row are phone numbers, too) count only where words announce
them, in `memory.privacy`.
"""

import re
from collections.abc import Callable

from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.in_ import aadhaar, pan
from stdnum.it import codicefiscale
from stdnum.mx import curp, rfc
from stdnum.my import nric
from stdnum.pk import cnic
from stdnum.us import ssn

_Check = Callable[[str], bool]

_FORMS: tuple[tuple[str, _Check], ...] = (
    (r"\d{3}\.\d{3}\.\d{3}-\d{2}", cpf.is_valid),
    (r"\d{3}-\d{2}-\d{4}", ssn.is_valid),
    (r"[2-9]\d{3} \d{4} \d{4}", aadhaar.is_valid),
    (r"[A-Z]{3}[ABCFGHLJPTK][A-Z]\d{4}[A-Z]", pan.is_valid),
    (r"\d{8}-?[A-Z]", dni.is_valid),
    (r"[XYZ]-?\d{7}-?[A-Z]", nie.is_valid),
    (r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d", curp.is_valid),
    (r"[A-Z&Ñ]{4}\d{6}[A-Z0-9]{3}", rfc.is_valid),
    (r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]", codicefiscale.is_valid),
    (r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}", nir.is_valid),
    (r"\d{1,2}\.\d{3}\.\d{3}-[\dK]", rut.is_valid),
    (r"\d{6}-\d{2}-\d{4}", nric.is_valid),
    (r"\d{5}-\d{7}-\d", cnic.is_valid),
    (r"784-\d{4}-\d{7}-\d", lambda _: True),  # Emirates ID
    (r"\d{3}-\d{3}-\d{3} \d{2}", lambda _: True),  # СНИЛС
)
"""Form and check of Brazil, the USA, India (two), Spain (two), Mexico (two), Italy, France, Chile, Malaysia,
Pakistan, the Emirates and Russia. Letters are written in capitals or not."""

_COMPILED = tuple((re.compile(rf"(?<![\w+.-])(?:{form})(?![\w-])", re.IGNORECASE), check) for form, check in _FORMS)


def is_identity_number(text: str) -> bool:
    """Whether the number of an identity paper stands in a text (digits as 0-9) in its usual form."""
    return any(check(found.group()) for form, check in _COMPILED for found in form.finditer(text))
