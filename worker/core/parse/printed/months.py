"""The names of the months as newspapers of many countries print them, long and short."""

_NAMES = {
    1: """january jan januar jänner jän januari janvier janv enero ene gennaio gen gennaro janeiro
        januára ledna leden stycznia styczeń styczen január január januarie ianuarie ian ocak jaanuar
        janvāris janvārī sausio sausis januarja siječnja januara tammikuu tammikuuta janúar
        января январь янв січня януари јануар ιανουαρίου ιαν يناير ژانویه जनवरी""",
    2: """february feb februar feber februari février févr fevrier fév febrero febbraio febb
        fevereiro fev februára února únor lutego luty február februarie şubat veebruar februāris
        februārī vasario veljače februara helmikuu helmikuuta febrúar
        февраля февраль фев лютого февруари фебруар φεβρουαρίου φεβ فبراير फरवरी""",
    3: """march mar märz mrz maerz maart mrt mars marzo março marco března marca marzec március
        martie mart märts marts martā kovo ožujka marta maaliskuu maaliskuuta mar
        марта март мар березня март μαρτίου μαρ مارس मार्च""",
    4: """april apr avril avr abril abr aprile aprila dubna duben kwietnia kwiecień április aprilie
        nisan aprill aprīlis aprīlī balandžio travnja huhtikuu huhtikuuta apríl
        апреля апрель апр квітня април απριλίου απρ أبريل अप्रैल""",
    5: """may mai mei mag maggio mayo maio mája května květen maja május mayıs maijs maijā
        gegužės svibnja toukokuu toukokuuta maí maj
        мая май травня мај μαΐου μαΐ مايو मई""",
    6: """june jun juni juin junio giugno giu junho júna června červen czerwca czerwiec június iunie
        haziran juuni jūnijs jūnijā birželio lipnja juna junija kesäkuu kesäkuuta júní
        июня июнь июн червня юни јун ιουνίου ιουν يونيو जून""",
    7: """july jul juli juillet juil julio luglio lug julho júla července červenec lipca lipiec
        július iulie temmuz juuli jūlijs jūlijā liepos srpnja jula julija heinäkuu heinäkuuta júlí
        июля июль июл липня юли јул ιουλίου ιουλ يوليو जुलाई""",
    8: """august aug augustus août aout agosto ago sierpnia sierpień augusta srpna srpen augusztus
        ağustos augusts augustā rugpjūčio kolovoza avgusta elokuu elokuuta ágúst augusti
        августа август авг серпня август αυγούστου αυγ أغسطس अगस्त""",
    9: """september sep sept septembre septiembre settembre set setembro września wrzesień
        septembra září szeptember septembrie eylül septembris septembrī rugsėjo rujna syyskuu
        syyskuuta septembar
        сентября сентябрь сен сент вересня септември септембар σεπτεμβρίου سبتمبر सितंबर""",
    10: """october oct oktober okt octobre octubre ottobre ott outubro out października październik
        októbra října říjen október octombrie ekim oktoober oktobris oktobrī spalio
        oktobra lokakuu lokakuuta
        октября октябрь окт жовтня октомври октобар οκτωβρίου أكتوبر अक्टूबर""",
    11: """november nov novembre noviembre novembro listopad listopada novembra listopadu noiembrie kasım
        novembris novembrī lapkričio studenoga marraskuu marraskuuta nóvember
        ноября ноябрь ноя листопада ноември новембар νοεμβρίου نوفمبر नवंबर""",
    12: """december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro grudnia
        grudzień decembra prosince prosinec decembrie aralık detsember decembris decembrī gruodžio
        prosinca joulukuu joulukuuta desember des desembre
        декабря декабрь дек грудня декември децембар δεκεμβρίου ديسمبر दिसंबर""",
}

MONTHS: dict[str, int] = {name: month for month, names in _NAMES.items() for name in names.split()}
"""Name in lower case, without a full stop, to number.

A few names mean different months in different languages (`listopada` is October in Croatian,
November in Polish); the larger press wins.
"""
