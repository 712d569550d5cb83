r"""Commands of formulas that Temml does not know, or draws in another way → their meaning in its LaTeX."""

from collections.abc import Mapping
from types import MappingProxyType

MACROS: Mapping[str, str] = MappingProxyType(
    {
        # texts
        r"\mbox": r"\text{#1}",
        r"\textup": r"\text{#1}",
        r"\textsl": r"\textit{#1}",
        r"\textsc": r"\text{#1}",
        r"\emph": r"\textit{#1}",
        r"\vbox": r"{#1}",
        r"\lefteqn": r"{#1}",
        r"\ref": r"\text{#1}",
        r"\eqref": r"\text{(#1)}",
        r"\intertext": r"\text{#1}\\",
        r"\ensuremath": r"{#1}",
        r"\textsuperscript": r"{}^{\text{#1}}",
        r"\textsubscript": r"{}_{\text{#1}}",
        # letters
        r"\mathds": r"\mathbb{#1}",
        r"\mathbbm": r"\mathbb{#1}",
        r"\mathup": r"\mathrm{#1}",
        r"\symup": r"\mathrm{#1}",
        r"\symit": r"\mathit{#1}",
        r"\symbf": r"\mathbf{#1}",
        r"\mathbfit": r"\boldsymbol{#1}",
        r"\oldstyle": "",
        r"\empty": r"\emptyset",
        r"\nicefrac": r"\sfrac{#1}{#2}",
        r"\dv": r"\frac{\mathrm{d}#1}{\mathrm{d}#2}",
        r"\pdv": r"\frac{\partial#1}{\partial#2}",
        r"\dd": r"\mathrm{d}",
        r"\dif": r"\mathrm{d}",
        # signs and units
        r"\celsius": "\u00b0\\mathrm{C}",
        r"\textcelsius": "\u00b0\\mathrm{C}",
        r"\textdegree": "\u00b0",
        r"\textregistered": r"\circledR",
        r"\permil": "\u2030",
        r"\textperthousand": "\u2030",
        r"\ohm": r"\Omega",
        r"\micro": r"\mu",
        r"\SI": r"{#1}\,\mathrm{#2}",
        r"\si": r"\mathrm{#1}",
        r"\num": r"{#1}",
        # signs that Temml takes for others, or builds of boxes
        r"\ncong": "\\mathrel{\u2247}",
        r"\surd": "\\mathord{\u221a}",
        # operators
        r"\arccot": r"\operatorname{arccot}",
        r"\sgn": r"\operatorname{sgn}",
        r"\rank": r"\operatorname{rank}",
        r"\Tr": r"\operatorname{Tr}",
        r"\tr": r"\operatorname{tr}",
        r"\diag": r"\operatorname{diag}",
        r"\abs": r"\left|{#1}\right|",
        r"\norm": r"\left\|{#1}\right\|",
        r"\arc": r"\overparen{#1}",
        r"\wideparen": r"\overparen{#1}",
        r"\overarc": r"\overparen{#1}",
        r"\xleftrightarrows": r"\mathrel{\mathop{\leftrightarrows}\limits^{#1}}",
        r"\xrightleftarrows": r"\mathrel{\mathop{\rightleftarrows}\limits^{#1}}",
        # what stands over a letter is set beside it by `overset`, but not by `stackrel`
        r"\overset": r"\stackrel{#1}{#2}",
        r"\cancelto": r"{\cancel{#2}}^{#1}",
        # blocks of lines
        r"\eqalign": r"\begin{aligned}#1\end{aligned}",
        r"\eqalignno": r"\begin{aligned}#1\end{aligned}",
        r"\displaylines": r"\begin{gathered}#1\end{gathered}",
        # what says where things stand, and shows nothing
        r"\nonumber": "",
        r"\notag": "",
        r"\noindent": "",
        r"\centering": "",
        r"\displaylimits": "",
        r"\allowbreak": "",
        r"\nobreak": "",
        r"\break": "",
        r"\hfill": r"\quad",
        r"\hfil": r"\quad",
    }
)
