"""Asking a language model what a session taught, until what it says can be used. No database, no clock."""

from dataclasses import replace

from memory.extractor import ExtractionRequest, Extractor, SecondLook
from memory.operations import ProfileUpdate, UnusableOutput, parse_update
from memory.signals import overlooked_lines
from memory.text import storable


def ask_for_update(extractor: Extractor, request: ExtractionRequest) -> str:
    """What the model proposes for a session, as the text of a profile update.

    Output that cannot be used is asked for once more, with what is wrong with it. Raises UnusableOutput when that
    cannot be used either, and whatever the extractor raises.
    """
    output = storable(extractor.extract(request))
    try:
        parse_update(output)
    except UnusableOutput as problem:
        output = storable(extractor.extract(replace(request, problem=str(problem))))
        parse_update(output)
    return output


def look_again(extractor: Extractor, request: ExtractionRequest, output: str) -> str:
    """The output, with what one more call finds in lines that carry a signal and that no operation cites.

    The output itself, and no call, when there are none. Stage and last interaction stay those of the whole session.
    Raises UnusableOutput, and whatever the extractor raises.
    """
    update = parse_update(output)
    lines = overlooked_lines(request.transcript, update)
    if not lines:
        return output
    proposed = tuple(operation.text for operation in update.operations if operation.text)
    found = storable(extractor.extract(replace(request, second_look=SecondLook(lines, proposed))))
    return _joined(update, parse_update(found)).model_dump_json()


def _joined(update: ProfileUpdate, found: ProfileUpdate) -> ProfileUpdate:
    return update.model_copy(update={"operations": (*update.operations, *found.operations)})
