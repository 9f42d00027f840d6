"""Everyday words that documents do not use, and the ones that they use instead: 房东 is 出租人.

Only words that hardly any of 4,247 laws, rules, plans and reports say, that mean one thing there, and that
the models do not already take for the same word, as they do 租房 for 租赁. Longer tables brought nothing.
"""

import re

_WORDS = """
出租人=房东 承租人=租客|租户|房客 解除劳动合同=炒鱿鱼|辞工 工资=工钱 拖欠工资=讨薪
延长工作时间工资报酬=加班费 年休假=年假
被执行人=老赖 有期徒刑=坐牢|蹲监狱|判几年|判多久 教唆=撺掇|怂恿|唆使 清偿=还钱 起诉=告状|上法院
抢夺=抢包 赌博=打麻将 假冒=假货|冒牌|山寨 食物中毒=吃坏肚子
电动自行车=电瓶车|电驴 检验=年检 醉酒驾驶=醉驾 交通事故=撞人 非营运载客汽车=私家车
不动产权属证书=房本 业主委员会=业委会 居民委员会=居委会 村民委员会=村委会
承包地=承包田 采伐林木=砍树 猎捕=打猎 野生动物=野味
犬=狗 携犬=遛狗|溜狗 犬链=狗绳|牵绳|狗链 燃放烟花爆竹=放鞭炮|放炮仗|放炮 打赏=刷礼物 退还=退钱
外祖父母=姥姥|姥爷|外婆 配偶=媳妇 夫妻=两口子
接种=打针 歌舞娱乐场所=歌厅 小额贷款=小贷 永久居留=绿卡 洪水=发大水 发包人=甲方 船长=船老大
民政部门=民政局 市场监督管理部门=工商局 人力资源社会保障行政部门=人社局
住房城乡建设主管部门=住建局 卫生健康主管部门=卫健委|卫健局 车辆管理所=车管所 公安机关交通管理部门=交警
"""
_MEANT = {
    said: meant
    for meant, everyday in (entry.split("=") for entry in _WORDS.split())
    for said in everyday.split("|")
}
_SAID = re.compile("|".join(sorted(_MEANT, key=len, reverse=True)))


def in_their_words(folded: str) -> str:
    """A folded question with its everyday words as documents say them."""
    return _SAID.sub(lambda match: _MEANT[match[0]], folded)
