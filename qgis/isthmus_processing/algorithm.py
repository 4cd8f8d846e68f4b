"""What the algorithms share: the call of the command, its lines in the log, its results in the project."""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingUtils,
)
from qgis.PyQt.QtGui import QIcon

from .command import SETTING, CommandError, Line, check_version, find_command, run_command
from .exported import Styled, file_of, hand_over, write_source
from .messages import error_of, file_name, in_words, is_fault, is_note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ICONS, HELP = Path(__file__).with_name("icons"), Path(__file__).with_name("help")

#: Parts of help texts that several have.
_SHARED_HELP = ("atlas", "question")


class IsthmusAlgorithm(QgsProcessingAlgorithm):
    """An algorithm of the provider."""

    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    TAGS: ClassVar[tuple[str, ...]] = ()
    #: What the command's options and arguments are called in the dialog.
    LABELS: ClassVar[Mapping[str, str]] = {}

    #: Columns of the result that a layer may not have: its own get other names.
    TAKEN: ClassVar[tuple[str, ...]] = ()

    OUTPUT = "OUTPUT"

    def name(self) -> str:
        """Return the name in scripts, after ``isthmus:``."""
        return self.NAME

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return self.TITLE

    def shortHelpString(self) -> str:
        """Return the help beside the dialog, in one line: QGIS begins a paragraph with each."""
        return " ".join(_help(self.NAME).split())

    def tags(self) -> list[str]:
        """Return words by which the toolbox finds it."""
        return ["isthmus", *self.TAGS]

    def icon(self) -> QIcon:
        """Return the picture in the toolbox."""
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        """Return the file of the picture."""
        return str(ICONS / f"{self.NAME}.svg")

    def createInstance(self) -> IsthmusAlgorithm:
        """Return another one of its kind."""
        return type(self)()

    def canExecute(self) -> tuple[bool, str]:
        """Tell before the dialog opens whether there is a command, and if not, what to do."""
        try:
            find_command(_setting())
        except CommandError as error:
            return False, str(error).replace("\n", "<br/>\n")
        return True, ""

    def folder(self) -> tempfile.TemporaryDirectory[str]:
        """Return a folder for files that are needed while the algorithm runs."""
        return tempfile.TemporaryDirectory(prefix=f"{self.NAME}-", dir=QgsProcessingUtils.tempFolder())

    def export(
        self, parameters: Mapping[str, Any], name: str, folder: str, context: Any, feedback: Any
    ) -> list[str]:
        """Return the file that a source was written to, called after its layer; nothing if none was given."""
        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            if parameters.get(name):
                raise QgsProcessingException(self.invalidSourceError(parameters, name))
            return []
        place = Path(tempfile.mkdtemp(dir=folder), f"{file_name(source.sourceName())}.gpkg")
        feedback.pushInfo(f"Handing over {source.sourceName()}: {source.featureCount()} rows")
        write_source(source, place, place.stem, context, feedback, taken=self.TAKEN)
        return [str(place)]

    def call(self, words: Sequence[str], folder: str, feedback: Any, good: Sequence[int] = (0,)) -> list[str]:
        """Call the command, hand on what it says, and return the lines of its answer.

        Raises
        ------
        QgsProcessingException
            With what the command said, if it failed; if it was cancelled; or if there is none that fits.
        """
        answer: list[str] = []
        complaints: list[str] = []

        def take(line: Line) -> None:
            (complaints if line.is_error else answer).append(line.text)

        try:
            command = find_command(_setting())
            check_version(command)
            feedback.pushCommandInfo(shlex.join([command, *words]))
            status = run_command([command, *words], take, cancelled=feedback.isCanceled)
        except CommandError as error:
            raise QgsProcessingException(str(error)) from None
        if status is None:
            raise QgsProcessingException(
                "Cancelled: the command was stopped. Files are written whole or not at all."
            )
        failed = status not in good
        for line in dict.fromkeys(complaints):
            if is_note(line) or not failed:
                feedback.pushWarning(in_words(line, self.LABELS, folder))
        if failed and is_fault(complaints):
            feedback.pushDebugInfo("\n".join(complaints))
        if failed:
            raise QgsProcessingException(error_of(complaints, status, self.LABELS, folder))
        return answer

    def let_style(self, details: Any, styled: Styled) -> None:
        """Have a layer styled when the project shows it; until then QGIS itself forgets what Python made."""
        self.provider().kept.append(styled)
        details.setPostProcessor(styled)

    def target(self, parameters: Mapping[str, Any], name: str, context: Any, inputs: Sequence[str]) -> Path:
        """Return the file that a result is to be written to.

        Raises
        ------
        QgsProcessingException
            If it is the file of an input, which would be lost.
        """
        target = Path(self.parameterAsOutputLayer(parameters, name, context))
        for key in inputs:
            path, _ = file_of(self.parameterAsVectorLayer(parameters, key, context))
            if path and Path(path).resolve() == target.resolve():
                raise QgsProcessingException(
                    f"{target} holds the layer that is asked about, and would be replaced as a whole. "
                    "Choose another file."
                )
        return target

    def write(
        self, words: Sequence[str], target: Path, folder: str, context: Any, feedback: Any
    ) -> dict[str, Any]:
        """Let the command write its answer, and the project show it in its style."""
        made = target if target.suffix.lower() == ".gpkg" else Path(folder, f"{file_name(target.stem)}.gpkg")
        for line in self.call([*words[:1], f"--output={made}", *words[1:]], folder, feedback):
            feedback.pushInfo(in_words(line, {}, folder))
        style = hand_over(made, target, context)
        if context.willLoadLayerOnCompletion(str(target)):
            self.let_style(context.layerToLoadOnCompletionDetails(str(target)), Styled(style))
        return {self.OUTPUT: str(target)}


def _setting() -> str:
    return str(ProcessingConfig.getSetting(SETTING) or "")


def _help(name: str) -> str:
    """Return a help text, with what it shares with others."""
    text = (HELP / f"{name}.html").read_text("utf-8")
    for part in _SHARED_HELP:
        if f"{{{part}}}" in text:
            text = text.replace(f"{{{part}}}", _help(part))
    return text
