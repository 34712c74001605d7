# ruff: noqa: E501, RUF001 - a name is read in one line, and in its own script
"""Public people, by name and by what else they are called: none of them has agreed to be shown.

A row is a person: the name, other spellings, and words that are only sometimes them. `gateway.policy.names` finds
them however they are written; an operator adds people in a file of their own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """`alone` is what they are called in one word that means other things too: it counts where a picture of somebody
    is asked for. Nothing counts before one of `but`.
    """

    name: str
    aliases: tuple[str, ...] = ()
    alone: str = ""
    but: str = ""


def _rows(text: str) -> tuple[Person, ...]:
    """A line for each person: the name, then other spellings after a colon."""
    lines = (line.partition(":") for line in text.strip().splitlines())
    return tuple(Person(name.strip(), tuple(filter(None, map(str.strip, more.split(","))))) for name, _, more in lines)


PUBLIC_PEOPLE: tuple[Person, ...] = (
    Person(
        "donald trump", ("donald j trump", "president trump", "дональд трамп", "特朗普", "川普", "ドナルド トランプ", "ترامب", "트럼프"),
        alone="trump", but="card|cards|suit|suits|tower|hotel|all|everything",
    ),
    Person(
        "elon musk", ("илон маск", "马斯克", "馬斯克", "イーロン マスク", "إيلون ماسك", "일론 머스크"),
        alone="musk", but="ox|oxen|melon|melons|deer|scent|oil|perfume|turtle",
    ),
    Person("king charles", ("konig charles",), but="spaniel|spaniels|cavalier"),
    Person("prince william", but="county|sound|forest"),
    Person("elon", but="university|college"),
    Person("bill gates", ("billy gates", "william gates", "билл гейтс", "比尔 盖茨", "ビル ゲイツ"), but="the|a|his|her|off"),
    Person("brad pitt", ("брэд питт", "布拉德 皮特", "ブラッド ピット"), alone="pitt", but="river|street|meadows|university"),
    *_rows("""
        joe biden: biden, president biden, джо байден, 拜登, バイデン, بايدن
        kamala harris: kamala, камала харрис, 哈里斯
        barack obama: obama, barak obama, барак обама, 奥巴马, オバマ, أوباما
        michelle obama
        hillary clinton: хиллари клинтон, 希拉里
        bill clinton: билл клинтон
        bernie sanders
        alexandria ocasio cortez
        j d vance: jd vance
        ron desantis
        robert f kennedy: rfk jr, robert kennedy jr
        vladimir putin: putin, putler, владимир путин, путин, 普京, プーチン, بوتين, 푸틴
        xi jinping: си цзиньпин, 习近平, 習近平, シー チンピン, 시진핑
        narendra modi: pm modi, нарендра моди, 莫迪, नरेंद्र मोदी, मोदी
        rahul gandhi: राहुल गांधी
        emmanuel macron: macron, эмманюэль макрон, макрон, 马克龙, マクロン大統領
        marine le pen
        keir starmer
        boris johnson: борис джонсон
        nigel farage
        olaf scholz: олаф шольц
        friedrich merz
        angela merkel: merkel, ангела меркель, 默克尔
        giorgia meloni
        volodymyr zelensky: volodymyr zelenskyy, vladimir zelensky, zelensky, zelenskyy, zelenskiy, selenskyj, владимир зеленский, володимир зеленський, 泽连斯基, ゼレンスキー
        benjamin netanyahu: netanyahu, bibi netanyahu, нетаньяху, 内塔尼亚胡, نتنياهو
        recep tayyip erdogan: recep erdogan, tayyip erdogan, erdogan
        kim jong un: ким чен ын, 金正恩, 김정은, キム ジョンウン
        javier milei
        lula da silva
        jair bolsonaro: bolsonaro
        justin trudeau: trudeau
        pope francis: папа франциск, papst franziskus, papa francesco, papa francisco
        pope leo: papst leo, papa leone
        dalai lama: далай лама
        prince harry
        kate middleton
        meghan markle
        greta thunberg: грета тунберг
        jeff bezos: bezos, джефф безос, 贝索斯, ジェフ ベゾス
        mark zuckerberg: zuckerberg, the zuck, марк цукерберг, 扎克伯格, ザッカーバーグ
        sam altman: сэм альтман
        steve jobs: стив джобс, 乔布斯, スティーブ ジョブズ
        tim cook
        sundar pichai
        satya nadella
        jensen huang: 黄仁勋
        mrbeast: mr beast, mister beast, jimmy donaldson, мистер бист, мистербист
        pewdiepie: pewds, felix kjellberg, пьюдипай
        logan paul: логан пол
        jake paul: джейк пол
        ksi: jj olatunji
        ishowspeed
        kai cenat
        dude perfect
        mark rober
        marques brownlee: mkbhd
        linus sebastian
        casey neistat
        ali abdaal
        iman gadzhi
        andrew tate: tate andrew, top g tate, эндрю тейт
        joe rogan: джо роган
        lex fridman
        jordan peterson: jordan b peterson
        ben shapiro
        tucker carlson: такер карлсон
        oprah winfrey: oprah
        ellen degeneres
        jimmy fallon
        stephen colbert
        trevor noah
        taylor swift: taylor alison swift, t swift, tay swift, t swizzle, тейлор свифт, 泰勒 斯威夫特, 霉霉, テイラー スウィフト, تايلور سويفت
        beyonce: beyonce knowles, бейонсе, 碧昂丝, ビヨンセ
        rihanna: рианна, 蕾哈娜, リアーナ
        lady gaga: леди гага
        madonna ciccone
        britney spears: бритни спирс
        miley cyrus
        katy perry
        dua lipa
        adele adkins
        ariana grande: ариана гранде
        billie eilish: билли айлиш
        selena gomez: селена гомез
        olivia rodrigo
        justin bieber: джастин бибер, ジャスティン ビーバー
        ed sheeran
        harry styles
        kanye west: kanye, канье уэст
        jay z
        snoop dogg
        travis scott
        kendrick lamar
        nicki minaj
        cardi b
        shakira mebarak
        jennifer lopez: j lo, jlo, дженнифер лопес
        bad bunny
        post malone
        michael jackson: майкл джексон, 迈克尔 杰克逊
        kim kardashian: kardashian, kim k, ким кардашьян
        kylie jenner
        kendall jenner
        paris hilton
        scarlett johansson: scarlet johansson, скарлетт йоханссон
        tom cruise: том круз
        tom hanks: том хэнкс
        tom holland
        angelina jolie: анджелина джоли
        jennifer aniston: дженнифер энистон
        jennifer lawrence
        leonardo dicaprio: leonardo di caprio, leo dicaprio, dicaprio, леонардо ди каприо, 莱昂纳多
        dwayne johnson: dwayne the rock johnson, дуэйн джонсон
        arnold schwarzenegger: schwarzenegger, арнольд шварценеггер
        keanu reeves: киану ривз
        ryan reynolds
        ryan gosling
        robert downey: robert downey jr
        johnny depp: джонни депп
        margot robbie
        emma watson: эмма уотсон
        emma stone
        sydney sweeney
        zendaya coleman: zendaya
        timothee chalamet: timothy chalamet
        pedro pascal
        jenna ortega
        millie bobby brown
        gal gadot
        morgan freeman
        gordon ramsay: гордон рамзи
        eminem: slim shady, marshall mathers, эминем
        david beckham: beckham, дэвид бекхэм
        will smith: уилл смит
        jackie chan: джеки чан, 成龙, 成龍
        cristiano ronaldo: ronaldo, cr7, c ronaldo, криштиану роналду, c罗, クリスティアーノ ロナウド, رونالدو
        lionel messi: messi, leo messi, лионель месси, 梅西, リオネル メッシ, ميسي
        neymar: neymar jr, неймар, 内马尔
        kylian mbappe: mbappe, килиан мбаппе, 姆巴佩
        erling haaland: haaland
        lamine yamal
        lebron james: lebron, леброн джеймс, 勒布朗
        stephen curry: steph curry
        michael jordan
        tom brady
        serena williams
        novak djokovic: djokovic
        rafael nadal
        roger federer
        lewis hamilton
        max verstappen
        usain bolt
        conor mcgregor: конор макгрегор
        mike tyson: майк тайсон
        simone biles
        virat kohli: विराट कोहली
        sachin tendulkar
        shah rukh khan: shahrukh khan, srk, शाहरुख खान, шахрукх кхан
        salman khan: सलमान खान
        amitabh bachchan: अमिताभ बच्चन
        priyanka chopra
        deepika padukone
        alia bhatt
        bts jungkook: jungkook
        blackpink lisa: lalisa manoban
    """),
)  # fmt: skip
