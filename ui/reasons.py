"""The sentences of the layers below, which are English, in Chinese: why a file was refused or read
in part, why a job failed. The file is named beside them, so its name is left out.

A sentence that is not here is shown as it is; `tests/test_reasons.py` finds those that are missing.
"""

import re

from ui.wording import Language

_NAME = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_SAVE = r"save it as \.docx in Word, WPS or LibreOffice"
_OCR = r'pip install "wenju\[ocr\]" has wenju recognise it'
_INSTALL = '安装文字识别（pip install "wenju[ocr]"）后可识别'

# (what is said after the name of a file, the same in Chinese)
_OF_FILES = (
    (r"cannot be read \((.+?)\); check its permissions\.", r"无法读取（\1），请检查文件权限。"),
    (r"is a pipe or device; give a file that contains text\.", "不是普通文件，无法读取。"),
    (r"changed while it was read; index it again when nothing writes to it\.", "读取时文件正被改动，请写完后再试。"),
    (r"is larger than (\d+) MB, which is all wenju reads of such a file; split it into its documents\.", r"超过\1 MB，这类文件最多读\1 MB，请拆分后再试。"),
    (r"takes longer than (\S+) seconds to read \(or a page of it to recognise\); split it or save it again\.", r"读取一份文件（或识别一页）超过\1秒，请拆分或另存后再试。"),
    (r"made its reader stop, as damaged or hostile files do \(or ones that need more than 1 GB\); save it again or split it\.", "读取中止：文件可能已损坏、含恶意内容，或需要1 GB以上内存，请另存或拆分后再试。"),
    (r"is an Excel table; save it as PDF or HTML\.", "是Excel表格，请另存为PDF或HTML。"),
    (r"is a PowerPoint file; save it as PDF\.", "是PowerPoint演示文稿，请另存为PDF。"),
    (r"is an OFD file; open it in its reader and save it as PDF\.", "是OFD文件，请用阅读器打开后另存为PDF。"),
    (r"is an OpenDocument file; save it as \.docx\.", "是OpenDocument文件，请另存为docx。"),
    (r"is a ZIP file without a Word document in it; give a \.docx\.", "不是Word文档，请提供docx。"),
    (r"holds no text; if its pages are pictures, recognise them \(OCR\) first\.", "没有文字；页面若是图片，请先识别文字。"),
    (r"is a Word file whose (\S+) is (?:damaged|nested too deeply); open it in Word, save it again\.", r"是损坏的Word文件（\1），请用Word打开后另存。"),
    (r"declares XML entities, which no Word file needs; save it again in Word\.", "含Word文件不应有的XML实体，请用Word另存。"),
    (rf"is a picture; {_OCR} \(OCR\), or give a file with text\.", f"是图片；{_INSTALL}，或提供有文字的文件。"),
    (r"is a damaged picture; save it again as PNG\.", "图片已损坏，请另存为PNG。"),
    (r"has (\d+) × (\d+) pixels, more than (\d+) million; make it smaller\.", r"图片有\1×\2像素，超过\3百万，请缩小。"),
    (r"recognising its text failed \((.+?)\); save it again as PNG\.", r"识别文字失败（\1），请另存为PNG。"),
    (r"is a picture on which no text was recognised; give a sharper one \(300 dpi\) or a file with text\.", "图片上没有识别出文字，请提供更清晰的图片（300 dpi）或有文字的文件。"),
    (r"of (\d+) pages the first (\d+) are read; split it\.", r"共\1页，只读了前\2页，请拆分。"),
    (r"was read by OCR, which may misread characters\.", "文字由识别得来，可能有错字。"),
    (r"is a damaged or truncated ZIP or Office file; copy or save it again\.", "压缩包或Office文件已损坏或不完整，请重新复制或另存。"),
    (r"holds (?:more than )?(\d+) files(?:, more than (?:\d+))?; unpack it and give the folder\.", r"压缩包里有\1个以上文件，太多了，请解压后上传文件夹。"),
    (r"would unpack to (\d+) MB, more than (\d+) MB; unpack it and give the folder\.", r"解压后有\1 MB，超过\2 MB，请解压后上传文件夹。"),
    (r"is protected by a password; unpack it and give the file\.", "有密码保护，请解压后上传。"),
    (r"unpacks to more than (\d+) times its size, like a ZIP bomb; if you trust it, unpack it and give the folder\.", r"解压后超过原大小的\1倍，像压缩炸弹；若可信，请解压后上传文件夹。"),
    (r"is damaged in its archive; copy or save it again\.", "在压缩包里已损坏，请重新打包。"),
    (r"is larger than its archive says; unpack it and give the file\.", "与压缩包所记大小不符，请解压后上传。"),
    (r"is a ZIP (\d+) levels deep, more than (\d+); unpack it and give the folder\.", r"压缩包套了\1层，超过\2层，请解压后上传文件夹。"),
    (r"holds no files; give a ZIP that contains documents\.", "压缩包是空的。"),
    (r"holds (\d+) files; index it, or unpack it and give one of them\.", r"压缩包里有\1个文件。"),
    (r"is a table or slides of old Office; save it as PDF or HTML\.", "是旧版Office的表格或演示文稿，请另存为PDF或HTML。"),
    (rf"is no Word, WPS, RTF or ODT file; {_SAVE}\.", "不是Word、WPS、RTF或ODT文件，请另存为docx。"),
    (rf"is read by way of LibreOffice, which is not installed; install it so that the command soffice is found, or {_SAVE}\.", "这种格式要经LibreOffice读取，本机没有安装；请安装，或另存为docx。"),
    (rf"is damaged: LibreOffice finds no text in it; {_SAVE}\.", "文件已损坏，读不出文字，请另存为docx。"),
    (rf"cannot be converted by LibreOffice, as damaged and protected files cannot; {_SAVE}, without a password\.", "无法转换，文件可能已损坏或有密码，请去掉密码另存为docx。"),
    (rf"takes LibreOffice longer than (\S+) seconds \(files up to (\d+) MB are tried\); {_SAVE}\.", r"转换超过\1秒，请另存为docx。"),
    (r"is a (.+?) file, not text; give txt or md in UTF-8, UTF-16 or GB18030\.", r"是\1文件，不是文本，请提供UTF-8、UTF-16或GB18030的txt、md。"),
    (r"is empty; give a file that contains text\.", "是空文件。"),
    (r"is not a text file \((\d+) control, unassigned or undecodable characters\); give txt or md in UTF-8, UTF-16 or GB18030\.", r"不是文本文件（有\1个无法识别的字符），请提供UTF-8、UTF-16或GB18030的txt、md。"),
    (r"holds no text; give the page that contains the document\.", "网页里没有正文，请保存含正文的页面。"),
    (r"cannot be read as HTML; save the page again as HTML or text\.", "网页无法解析，请重新保存为HTML或文本。"),
    (r"is nested deeper than (\d+) elements; what follows is missing\.", r"网页嵌套超过\1层，其后的内容没有读到。"),
    (r"has (\d+) pages, more than (\d+); split it\.", r"有\1页，超过\2页，请拆分。"),
    (r"is protected by a password; save a copy without it and give that\.", "有密码保护，请另存为无密码的文件。"),
    (r"is a damaged or truncated PDF; fetch it again or print it to a new PDF\.", "PDF已损坏或不完整，请重新下载，或打印成新的PDF。"),
    (r"has (\d+) pages, and no text was recognised on them; give a sharper scan \(300 dpi\) or a file with text\.", r"共\1页，没有识别出文字，请提供更清晰的扫描件（300 dpi）或有文字的文件。"),
    (rf"has (\d+) pages and no text, as a scan has; {_OCR} \(OCR\), or give a file with text\.", rf"共\1页，没有文字，像是扫描件；{_INSTALL}，或提供有文字的文件。"),
    (rf"draws its text in fonts that do not say which characters they hold \((\d+) unreadable\); {_OCR} \(OCR\), or give a file with text\.", rf"PDF的字体没有注明字符（\1个无法识别）；{_INSTALL}，或提供有文字的文件。"),
    (r"(\d+) pages were read by OCR, which may misread characters: ([\d, …]+)\.", r"有\1页文字由识别得来，可能有错字：第\2页。"),
    (r"(\d+) pages cannot be read: ([\d, …]+)\.", r"有\1页无法读取：第\2页。"),
    (rf"(\d+) pages hold no text \(pictures or blank\): ([\d, …]+)\. {_OCR}\.", rf"有\1页没有文字（图片或空白）：第\2页；{_INSTALL}。"),
    (r"(\d+) pages hold no text \(pictures or blank\): ([\d, …]+)\.", r"有\1页没有文字（图片或空白）：第\2页。"),
    (r"(\d+) pages beyond the first (\d+) scanned ones are not read: ([\d, …]+)\.(?: Split the file\.)?", r"扫描页超过\2页，其后\1页没有读：第\3页，请拆分。"),
    (r"is a file (without suffix|\.\S*); wenju reads [^;]+; save it as PNG\.", "不支持这种格式，请另存为PNG。"),
    (r"is a file (without suffix|\.\S*); wenju reads [^;]+; save the table as PDF or HTML\.", "不支持表格，请另存为PDF或HTML。"),
    (r"is a file (without suffix|\.\S*); wenju reads [^;]+; save it as PDF\.", "不支持这种格式，请另存为PDF。"),
    (r"is a file (without suffix|\.\S*); wenju reads [^;]+; unpack it and give the folder\.", "不支持这种压缩格式，请解压后上传，或改用ZIP。"),
    (r"is a file without suffix; wenju reads [^;]+\.", "不是文档：没有后缀，内容也不是中文文本。"),
    (r"is a file (\.\S*); wenju reads [^;]+\.", r"不支持\1文件；可读txt、md、html、docx、pdf、doc、wps、图片和ZIP。"),
    (r"contains no document; give a folder with .+ files\.", "里面没有可读的文档。"),
    (r"does not exist; give an existing file or folder\.", "文件不存在。"),
)  # fmt: skip
# What does not begin with a name: of a document, or of a job.
_OTHERS = (
    (r"the (?:Word file|PDF) holds more than (\d+) characters; split it\.", r"文字超过\1个，请拆分。"),
    (r"the same text under the same name is indexed\.?", "同名同文的文件已在索引中。"),
    (r"nothing was indexed: ", "没有收入任何文件："),
    (r"no file is left", "没有文件了"),
    (rf"index {_NAME} is being written by another wenju; wait until it is done\.", "索引正由另一个程序写入，请等它完成后再试。"),
    (rf"{_NAME} (?:does not exist|is no wenju index); make one with: .*", "索引文件夹不见了或不完整；请恢复它，或用wenju index build重建。"),
    (rf"index {_NAME} is damaged \((.*)\); rebuild it with: .*", r"索引已损坏（\1），请重建。"),
    (rf"index {_NAME} was made by model .*", "索引由另一个模型建立，请重建。"),
    (rf"index {_NAME} cannot be changed: .*", "索引由旧版本建立，不能增删，请先重建。"),
    (r".* would leave no document in the index; .*", "这是最后的文件，移除后索引就空了；请先加入别的文件。"),
    (rf"no document {_NAME} in the index; .*", "索引中已没有这份文件。"),
    (r"originals of (\d+) documents are not here: (.*)", r"有\1份文件找不到原件，重建会丢掉它们：\2。启动时用--documents指明原件所在的文件夹。"),
    (r"too many jobs wait already; .*", "排队的任务太多，请等前面的完成。"),
    (r"no file was uploaded; choose at least one\.", "没有收到文件，请至少选一个。"),
    (r"stopped; nothing already indexed was changed\.", "已停止；已有索引没有改动。"),
    (rf"{_NAME} cannot be used \((.*?)\); check the path, its permissions and the free space\.", r"文件无法写入（\1），请检查权限和剩余空间。"),
    (rf"{_NAME} cannot be used: ", "题集不能用："),
    (r"line (\d+): ", r"第\1行："),
    (rf"{_NAME} is no file; give a JSONL file of cases\.", "题集不见了。"),
    (rf"{_NAME} is not UTF-8; save the cases as UTF-8 JSONL\.", "题集不是UTF-8编码，请另存为UTF-8。"),
    (r"the question is empty", "问题为空"),
    (r"id '([^']*)' occurs twice", r"编号“\1”重复"),
    (r"it holds no case", "里面没有题目"),
)  # fmt: skip
_PATTERNS = tuple(
    [(re.compile(rf"(?:{_NAME}:? )?{said}"), chinese) for said, chinese in _OF_FILES]
    + [(re.compile(said), chinese) for said, chinese in _OTHERS]
)
_STEPS = {
    "comparing": "比对文件",
    "reading": "读取文件",
    "indexing": "建立索引",
    "embedding": "计算向量",
    "writing": "写入索引",
    "asked": "已答题目",
}


def reason(sentence: str, language: Language) -> str:
    """A sentence of the layers below in the page's language."""
    said = sentence.removeprefix("wenju: ").strip()
    if language == "zh":
        for pattern, chinese in _PATTERNS:
            said = pattern.sub(chinese, said)
        said = re.sub(r"(?<=[。；]) +", "", said)
    return said


def step(name: str, language: Language) -> str:
    """A step of a job's progress in the page's language."""
    return _STEPS.get(name, name) if language == "zh" else name
