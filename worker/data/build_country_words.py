"""What English news says for each country besides what the packaged tables know; by hand."""

# In each table below one country is its code and then literals parted by commas; a semicolon or
# a new line starts the next country. Of several codes parted by slashes the first that the article
# names otherwise gets the literal, else the first. A plus sign stands for a second literal with an s.

NAMES = """
BA Bosnia; BN Brunei; BO Bolivia; BQ Bonaire; CD/CG Congo; CD Congo-Kinshasa, DR Congo, DRC, D.R. Congo; CG Republic of Congo, Republic of the Congo, Congo-Brazzaville, Congo Republic; CI Ivory Coast, Côte d'Ivoire, Cote d'Ivoire; CN China, mainland China; CV Cape Verde; CZ Czech Republic, Czechia
FK Falklands, Falkland Islands, Malvinas; FM Micronesia
GB Britain, Great Britain, United Kingdom, England, Scotland, Wales, Northern Ireland, Ulster; GM Gambia, The Gambia; HK Hong Kong
IE Republic of Ireland, Irish Republic, Eire; KN St. Kitts, St Kitts; KP North Korea, N. Korea, N Korea, DPRK, D.P.R.K., North Koreans
KR South Korea, S. Korea, S Korea, Korea, ROK, R.O.K.; LA Laos; LC St. Lucia, St Lucia, Saint Lucia; MK Macedonia, North Macedonia; MM Myanmar, Burma
MO Macau, Macao; NL Netherlands, Holland; PS Palestine, Palestinian territories, West Bank, Gaza Strip; RU Russia, Russian Federation; ST Sao Tome
SY Syria; SZ Eswatini, Swaziland; TL East Timor, Timor-Leste; TR Turkiye, Türkiye; TT Trinidad, Tobago; TW Taiwan; TZ Tanzania, Zanzibar
US United States, United States of America, America; VA Vatican, Vatican City, Holy See; VC St. Vincent, St Vincent; VE Venezuela; VN Vietnam, Viet Nam; XK Kosovo
YE Yemen
"""

ABBREVIATIONS = """
AE UAE, U.A.E.; CD DRC; CN PRC, P.R.C.; EG UAR; GB UK, U.K., U.K, Brit+; NZ NZ, N.Z.; PG PNG; SA KSA; US US, U.S., U.S, USA, U.S.A.
"""

# States that count for the one that took their place; those that several did have a code of their
# own, from ISO 3166-3.
FORMER = """
CD Zaire; DE East Germany, West Germany, GDR, FRG, East Berlin, West Berlin; LK Ceylon; RU USSR, U.S.S.R., Soviet Union; VN North Vietnam, South Vietnam
YE North Yemen, South Yemen; ZW Rhodesia
CSHH Czechoslovakia; YUCS Yugoslavia; CSXX Serbia and Montenegro, Serbia-Montenegro; ANHH Netherlands Antilles
"""
FORMER_PEOPLE = """
CD Zairean+; CSHH Czechoslovak+; DE East German+, West German+; RU Soviet+; YE North Yemeni+, South Yemeni+; YUCS Yugoslav+
"""

DEMONYMS = """
AD Andorran+; AE Emirati+; AF Afghan+; AG Antiguan+; AL Albanian+; AM Armenian+; AO Angolan+; AR Argentine+, Argentinian+, Argentinean+; AT Austrian+
AU Australian+, Aussie+; AW Aruban+; AZ Azerbaijani+, Azeri+; BA Bosnian+; BB Barbadian+; BD Bangladeshi+; BE Belgian+, Flemish, Walloon+
BF Burkinabe; BG Bulgarian+; BH Bahraini+; BI Burundian+; BJ Beninese; BM Bermudian+; BN Bruneian+; BO Bolivian+; BR Brazilian+; BS Bahamian+
BT Bhutanese; BW Botswanan+; BY Belarusian+, Belarussian+, Byelorussian+; BZ Belizean+; CA Canadian+, Quebecer+, Quebecois; CD Congolese
CF Central African Republic; CH Swiss; CI Ivorian+; CL Chilean+; CM Cameroonian+; CN Chinese, Sino; CO Colombian+; CR Costa Rican+; CU Cuban+
CV Cape Verdean+; CY Cypriot+, Greek Cypriot+, Turkish Cypriot+; CZ Czech+; DE German+; DJ Djiboutian+; DK Danish, Danes; DZ Algerian+; EC Ecuadorian+, Ecuadorean+; EE Estonian+; EG Egyptian+; ER Eritrean+; ES Spanish, Spaniard+, Catalan+, Basque+; ET Ethiopian+
FI Finnish, Finns; FJ Fijian+; FR French, Frenchman, Frenchmen, Frenchwoman, Corsican+; GA Gabonese
GB British, Briton+, Englishman, Englishmen, Scottish, Scots, Welsh, Britisher+; GD Grenadian+; GE Georgian; GH Ghanaian+; GL Greenlander+, Greenlandic
GM Gambian+; GN Guinean+; GQ Equatorial Guinean+, Equatoguinean+; GR Greek+; GT Guatemalan+; GW Bissau-Guinean+; GY Guyanese; HK Hong Konger+
HN Honduran+; HR Croatian+, Croat+; HT Haitian+; HU Hungarian+; ID Indonesian+; IE Irish, Irishman, Irishmen; IL Israeli+; IN Indian+; IQ Iraqi+
IR Iranian+; IS Icelandic, Icelander+; IT Italian+, Sicilian+, Sardinian+; JM Jamaican+; JO Jordanian+; JP Japanese; KE Kenyan+; KG Kyrgyz
KH Cambodian+, Khmer Rouge, Kampuchea, Kampuchean+; KM Comorian+; KP North Korean+, N. Korean+; KR South Korean+, S. Korean+, Korean+; KW Kuwaiti+
KZ Kazakh+, Kazakhstani+; LA Laotian+; LB Lebanese; LI Liechtensteiner+; LK Sri Lankan+, Sinhalese; LR Liberian+; LS Basotho; LT Lithuanian+
LU Luxembourger+; LV Latvian+; LY Libyan+; MA Moroccan+; MC Monegasque+; MD Moldovan+; ME Montenegrin+; MG Malagasy, Madagascan+; MH Marshallese
MK Macedonian+; ML Malian+; MM Burmese; MN Mongolian+; MR Mauritanian+; MT Maltese; MU Mauritian+; MV Maldivian+; MW Malawian+; MX Mexican+
MY Malaysian+; MZ Mozambican+; NA Namibian+; NE Nigerien+; NG Nigerian+; NI Nicaraguan+; NL Dutch, Dutchman, Dutchmen; NO Norwegian+
NP Nepalese, Nepali+; NR Nauruan+; NZ New Zealander+; OM Omani+; PA Panamanian+; PE Peruvian+; PF French Polynesian+; PG Papua New Guinean+
PH Philippine, Filipino+, Filipina+; PK Pakistani+; PL Poles, Polish; PR Puerto Rican+; PS Palestinian+, Gazan+; PT Portuguese; PY Paraguayan+
QA Qatari+; RO Romanian+, Rumania, Rumanian+; RS Serbian+, Serb+; RU Russian+, Chechen+, Chechnya, Siberia, Siberian+; RW Rwandan+
SA Saudi+, Saudi Arabian+; SC Seychellois; SD Sudanese; SE Swedish, Swede+; SG Singaporean+; SI Slovenian+, Slovene+; SK Slovak+; SL Sierra Leonean+
SN Senegalese; SO Somali+; SR Surinamese; SS South Sudanese; SV Salvadoran+, Salvadorean+; SY Syrian+; TD Chadian+; TG Togolese; TH Thai, Thais
TJ Tajik+; TL Timorese; TM Turkmen; TN Tunisian+; TO Tongan+; TR Turk+, Turkish; TT Trinidadian+; TW Taiwanese; TZ Tanzanian+; UA Ukrainian+
UG Ugandan+; US American+; UY Uruguayan+; UZ Uzbek+; VA Papal; VE Venezuelan+; VN Vietnamese; WS Samoan+; XK Kosovar+; YE Yemeni+; ZA South African+
ZM Zambian+; ZW Zimbabwean+
"""

GOVERNMENTS = """
AU Reserve Bank of Australia
CA Bank of Canada, Parliament Hill
CH Swiss National Bank
CN Chinese Communist Party, Politburo Standing Committee, PLA, People's Liberation Army, Communist Party of China, Great Hall of the People, Zhongnanhai, People's Bank of China
DE Bundesbank, DAX, CDU, SPD, Bundestag, Bundesrat, Luftwaffe, Bundeswehr
FR CAC 40, Elysee, Élysée, Quai d'Orsay, Matignon, Bank of France
GB Bank of England, Downing Street, Whitehall, House of Lords, Westminster, Buckingham Palace, Scotland Yard, City of London, Fleet Street
GB/CA House of Commons, Tory, Tories
GB Lib Dem+, NHS, National Health Service, Met Office, Office for National Statistics, FTSE, FTSE 100, Holyrood, Stormont, Old Bailey, Crown Prosecution Service, FA Cup, Ofsted, Ofcom, MI5, MI6, RAF
GB British Petroleum, London Stock Exchange
HK Hang Seng, Legco
IE Taoiseach, taoiseach, Oireachtas, Fianna Fail, Fianna Fáil, Fine Gael
IL Knesset, Mossad, Likud, Shin Bet, Israel Defense Forces
IN Lok Sabha, Rajya Sabha, Reserve Bank of India, Sensex, Bharatiya Janata Party, Lashkar-e-Taiba
IR Majlis, Revolutionary Guard+
IT Bank of Italy, Quirinale
AF Taliban, Taleban, Loya Jirga; CO FARC; LB Hezbollah, Hizbollah, Hizbullah; LK Tamil Tiger+, LTTE; NG Boko Haram; PS Hamas, Fatah; SO al-Shabab, al-Shabaab, Al-Shabab, Al-Shabaab; YE Houthi+; ZA African National Congress; ZW ZANU-PF, Zanu-PF
JP Bank of Japan, Nikkei, Keidanren, Kasumigaseki
KR Blue House, Cheong Wa Dae, Bank of Korea, KOSPI, Kospi, Kosdaq, KOSDAQ
NL Dutch Central Bank
PK Inter-Services Intelligence
PL Sejm
RU Kremlin, State Duma, Duma, Gosplan
US White House, Pentagon, Capitol Hill, Wall Street, Federal Reserve, Securities and Exchange Commission, State Department, Oval Office, Supreme Court of the United States
US Federal Trade Commission, Federal Communications Commission, Food and Drug Administration, Justice Department, Treasury Department, U.S. Treasury, USDA, FDIC
US Federal Deposit Insurance, Environmental Protection Agency, Federal Aviation Administration, Federal Home Loan Bank, Federal Energy Regulatory Commission, Internal Revenue Service
US NASA, Nasa, FBI, CIA, Centers for Disease Control, National Weather Service, Census Bureau, National Hurricane Center, Drug Enforcement Administration, Homeland Security, Medicaid, Super Bowl
US National Transportation Safety Board, National Football League, NFL, Major League Baseball, US Open, U.S. Open, F.D.A., FDA, F.B.I., C.I.A., Dow Jones industrial average, Air Force One
US New York Stock Exchange, NYSE, American Stock Exchange, Nasdaq, Chicago Board of Trade, Chicago Mercantile Exchange
"""

REGIONS = """
AE Dubai, Abu Dhabi, Sharjah
AU New South Wales, Queensland, Tasmania, South Australia, Western Australia
BR Bahia, Minas Gerais, Mato Grosso
CA Alberta, British Columbia, Manitoba, New Brunswick, Newfoundland, Nova Scotia, Ontario, Prince Edward Island, Quebec, Saskatchewan, Yukon
CN Xinjiang, Tibet, Tibetan+, Guangdong, Sichuan, Fujian, Hainan, Inner Mongolia
DE Bavaria, Saxony, Hesse
EG Sinai, Suez Canal
ES Catalonia, Andalusia, Canary Islands
FR Brittany, Normandy, Corsica, French Riviera
GB Yorkshire, Cornwall, Merseyside, Hertfordshire, Lancashire, Derbyshire, Nottinghamshire, Leicestershire, Lincolnshire, Staffordshire, Shropshire, Worcestershire, Warwickshire
GB Oxfordshire, Buckinghamshire, Bedfordshire, Cambridgeshire, Gloucestershire, Wiltshire, Northamptonshire, Northumberland, Cumbria, Aberdeenshire, Pembrokeshire
GE Abkhazia, South Ossetia
ID Sumatra, Bali, Sulawesi, Irian Jaya
IN Kerala, Gujarat, Bihar, Uttar Pradesh, Maharashtra, Assam
IT Sicily, Sardinia, Tuscany, Lombardy
NG Niger Delta, Niger State
JP Okinawa, Hokkaido, Kyushu
PH Mindanao, Luzon
UA Crimea, Donbas, Donbass, Donetsk, Luhansk
US Jersey City, Washington D.C., Washington DC, Alaskan+, Texan+, Californian+, Hawaiian+, New Yorker+, New England, Midwest, Silicon Valley, Gulf of Alaska
"""

# Short forms of states, by ISO 3166-2. Counted after a comma only, as in "NEWARK, N.J."; in a
# dateline also without it.
POSTAL = """
CA-AB Alta., Alta, AB; CA-BC B.C., BC; CA-MB Man.; CA-ON Ont., Ont, ON; CA-QC Que., Que, QC; CA-SK Sask.
US-AK AK; US-AL Ala., Ala, AL; US-AR Ark., Ark, AR; US-AZ Ariz., Ariz, AZ; US-CA Calif., Calif, Cal., CA; US-CO Colo., Colo; US-CT Conn., Conn, CT; US-DC D.C., DC; US-DE Del., Del
US-FL Fla., Fla, FL; US-GA Ga., Ga, GA; US-IA IA; US-IL Ill., Ill, IL; US-IN Ind., Ind; US-KS Kan., Kan, Kans., KS; US-KY Ky., Ky, KY; US-LA La., La, LA
US-MA Mass., Mass, MA; US-MD Md., Md, MD; US-MI Mich., Mich, MI; US-MN Minn., Minn, MN; US-MO Mo., Mo, MO; US-MS Miss., Miss, MS; US-MT Mont., Mont
US-NC N.C., N.C, NC; US-ND N.D., ND; US-NE Neb., Neb, NE; US-NH N.H., N.H, NH; US-NJ N.J., N.J, NJ; US-NM N.M., NM; US-NV Nev., Nev, NV; US-NY N.Y., N.Y, NY
US-OH OH; US-OK Okla., Okla, OK; US-OR Ore., Ore; US-PA Pa., Pa, Penn., PA; US-RI R.I., R.I, RI; US-SC S.C., S.C, SC; US-SD S.D., SD; US-TN Tenn., Tenn, TN; US-TX Tex., Tex, TX
US-UT UT; US-VA Va., Va, VA; US-VT Vt., Vt, VT; US-WA Wash., Wash, WA; US-WI Wis., Wis, WI; US-WV W.Va., W. Va., WV; US-WY Wyo., WY
"""

CITIES = """
BE Antwerp; BR Rio de Janeiro, Sao Paulo; CH Zurich, Geneva, Basel, Basle, Lausanne, Davos; CN Peking, Shanghai
DE Bonn, Frankfurt, Cologne, Munich, Dusseldorf, Duesseldorf; DK Aarhus; ES Seville, Saragossa; GB Newcastle upon Tyne, Southampton
IN Bombay, Calcutta, Madras, New Delhi, Delhi, Bangalore; IQ Basra, Basrah, Fallujah; IR Kharg Island, Isfahan, Bushehr; IL Tel Aviv, Haifa
LY Benghazi; MM Rangoon, Yangon; MX Acapulco; NL Rotterdam, The Hague; PK Karachi, Lahore; PL Gdansk, Krakow; PS Gaza, Ramallah
RU Leningrad, St. Petersburg, St Petersburg; SA Jeddah, Jubail, Mecca; SE Gothenburg; TR Istanbul, Ankara; UA Kiev, Kyiv, Odessa, Chernobyl
US New York, New York City, St. Louis, St Louis, St. Paul, Salt Lake City, Palo Alto, Hollywood, Las Vegas, Des Moines, Fort Lauderdale
VN Saigon, Ho Chi Minh City
"""

# Names of more than one place, of people, or of things: they count only for a country that
# the article names in some other way too; the first such country on the line gets them.
UNCLEAR = """
GE/US Georgia, Georgians
DO/DM Dominican, Dominicans
BG Sofia
JM Kingston
CR/US San Jose
PR San Juan
JE Jersey
GG Guernsey
NL Holland
GB English
GB/US Oxford, Cambridge
IN/PK Punjab, Kashmir
IQ/TR Kurdistan
"""

# Countries that men are named after as well: not counted where another name stands beside them.
NAMESAKES = "Jordan, Chad"

# Longer literals that take the words away from a country.
NOT_COUNTRIES = """
Latin America, South America, Central America, North America, Latin American, Latin Americans, South American, South Americans, Central American, North American,
United Nations, North Pole, South Pole, Pole position, Miss America, Captain America, Bank of America, American Indian, American Indians, Native American, Native Americans, West Indian, West Indies, East Indies, Indian Ocean,
South China Sea, East China Sea, China Sea, Sea of Japan, Gulf of Mexico, Gulf of Oman, English Channel, Norwegian Sea, Bermuda Triangle, Panama Papers, Panama City Beach,
French fries, French toast, French horn, French kiss, French Open, French bulldog, French Quarter, Swiss cheese, Danish pastry, Turkish bath, Turkish delight, Swedish massage,
German shepherd, German shepherds, German measles, Dutch oven, Dutch auction, Dutch auctions, Brazil nut, Brazil nuts, Guinea pig, Guinea pigs, Irish setter, Irish coffee,
Russian roulette, Russian doll, Chinese wall, Chinese walls, Chinese takeaway, Chinese whispers, Dutch courage, Dutch elm, Brazilian wax, Brussels sprout, Brussels sprouts, Brussels Sprouts, Chicken Kiev, chicken Kiev, English muffin, English muffins, French beans, French doors, French windows, French dressing, French press, German Shepherd, German Shepherds, Greek salad, Greek yogurt, Greek yoghurt, Greek tragedy,
Indian summer, Irish stew, Italian dressing, Jerusalem artichoke, Jerusalem artichokes, Mexican wave, Persian rug, Persian rugs, Persian cat, Siamese cat, Spanish moss, Spanish omelette, Swiss army knife, Swiss Army knife, Swiss chard, Swiss roll, Turkish coffee, Canada goose, Canada geese, Canada Goose,
Spanish flu, Spanish fly, Cuban heels, Panama hat, Panama hats, Peking duck, Lima bean, Lima beans,
Bermuda shorts, Hong Kong flu, Turkey Day, roast Turkey, Roast Turkey, Thanksgiving Turkey, Thanksgiving turkey, Christmas Turkey, Smoked Turkey, Wild Turkey, Turkey Breast, Turkey Sandwich, Turkey Sandwiches, Turkey Burger, Turkey Burgers, Turkey Soup, Turkey Trot, Turkey Shoot, Bone China, Fine China,
Turkey vulture, Jersey cow, Jersey cows, Guernsey cow, Berlin Wall, Geneva Convention, Geneva Conventions, Vienna Convention,
Helsinki Accords, Montreal Protocol, Kyoto Protocol, Paris Agreement, Paris Accord, Stockholm syndrome, Maastricht Treaty, Rio Tinto, Rio Grande, Holland Tunnel, Georgia-Pacific,
George Washington, Denzel Washington, Kerry Washington, Dinah Washington, Booker T. Washington, Washington Irving, Air Jordan,
Jordan Peterson, Jordan Henderson, Paris Hilton, Paris Jackson, Cuba Gooding, Irving Berlin, Isaiah Berlin, Jack London, Sydney Pollack, Sydney Sweeney, Whitney Houston, Sam Houston,
Virginia Woolf, Virginia Wade, Carolina Herrera, Dakota Johnson, Dakota Fanning, Tennessee Williams, Indiana Jones, Joe Montana, Hannah Montana, Georgia Meloni, Kathy Ireland,
Tory Burch, Boston Consulting, Boston Scientific, Bristol-Myers, Bristol Myers, Mount Sinai, Mt. Sinai
"""
NOT_PLACES = """
Adachi, Angeles, Batman, Carrefour, Chanda, Delmas, Honcho, Kalyan, Loni, Logan, Moroni, Munster, Münster, Orel, Ota, Ramiros, Rohini, Rosetta, Sadr, Samara, Tamale, Tarsus, Thane, Trujillo, Warder,
Aba, Abobo, Aihara, Akita, Alwar, Arlington, Armenia, Aurora, Austin, Avadi, Banan, Bari, Bath, Bello, Benito Juárez, Best, Bimbo, Brent, Brest, Bradford, Buda, Buenaventura,
Cali, Calamba, Canoas, Central Coast, Charlotte, Chandler, Chiba, Chita, Chula Vista, Columbus, Contagem, Cordoba, Coventry, Daye, Delta, Desna, Depok, East London, Enterprise, Essen, Fatih, Florence,
Franca, Ganja, Garland, Gaya, Gilbert, Golfe, Goma, Guadalupe, Guli, Gustavo Adolfo Madero, Hamilton, Hebi, Henderson, Hyderabad City, Independence, Irving, Jackson, Jos, Kano, Kawaguchi, Kawasaki, Kennedy,
Kira, Kirov, Kita, Kochi, Kosti, Laval, Leon, León, Lexington, Lincoln, Luzon, Machida, Madison, Man, Markham, Masan, Mauá, Merida, Mérida, Mesa, Mesquite, Miguel Hidalgo, Minna, Minato, Miri, Mobile, Most, Moreno Valley, Nakano, Natal, Newcastle,
Nice, Norman, Norfolk, Oakland, Okazaki, Oral, Orange, Orlando, Ordos, Osh, Palma, Palmas, Paulista, Pereira, Perm, Pest, Phoenix, Preston, Queens, Reading, Regina, Richmond, Riverside, Rosario, Sakai, Salem, Sale, Salvador, Samba,
San Pablo, San Pedro, Santa Ana, Santa Fe, Santa Marta, Santos, Serra, Soledad, Stockton, Surat, Surrey, Suzano, Teni, Tete, Toyota, Tula, Union, Valencia, Van, Vaughan, Venustiano Carranza, Victoria, Viana, Vladimir, Warren, Yola,
Álvaro Obregón, Split, Cork, Male, Georgetown, George Town, Stanley, Douglas, Plymouth, Jamestown, Marigot, Nassau, The Valley, Alofi, Avarua, Charlotte Amalie, Adamstown, West Island, Diego Garcia, Georgia, Niger, Luxembourg, Singapore, Monaco, Panama, Vatican City, Guatemala City, Washington
"""
