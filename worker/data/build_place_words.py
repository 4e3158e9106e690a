"""Well-known places that the packaged gazetteer lacks, and names that it has otherwise; by hand."""

# One place a line: name, then other names of it. Cities that news calls by a name of former times
# or of another language: by country; the gazetteer knows the name as an alternate one.
EXONYMS = """
AF Kandahar, Herat, Mazar-i-Sharif; AM Leninakan; AZ Kirovabad; BD Dacca, Chittagong; BE Ghent, Bruges, Liege, Ostend; CH Basle, Lucerne, Berne
CN Peking, Canton, Nanking, Chungking, Tientsin, Mukden, Tsingtao, Amoy, Soochow, Hangchow, Port Arthur; CZ Pilsen, Brno; DE Nuremberg, Hanover, Brunswick, Duesseldorf, Koeln, Muenchen, Goettingen, Saarbruecken
DZ Oran; EG Port Said, Luxor, Aswan; ES Seville, Saragossa, Corunna; ET Addis Abeba; FR Marseilles, Lyons; GE Sukhumi, Batumi; GR Salonika, Salonica, Thessaloniki, Piraeus
ID Djakarta, Bandung, Surabaya; IL Jaffa, Nazareth, Beersheba; IN Bombay, Calcutta, Madras, Bangalore, Poona, Benares, Baroda, Trivandrum, Cochin, Mysore, Cawnpore, Simla, Gauhati
IQ Basrah, Mosul, Kirkuk, Fallujah, Tikrit, Najaf, Karbala; IR Isfahan, Shiraz, Tabriz, Mashad; IT Leghorn, Padua, Mantua, Syracuse; JO Aqaba; KH Siem Reap; KR Pusan, Taegu, Inchon, Kwangju, Taejon
KZ Alma-Ata; LB Sidon, Tyre, Baalbek, Nabatiyeh; LY Tobruk; MA Fez, Marrakesh, Tangiers; MM Rangoon, Mandalay; MY Malacca, Penang; MZ Beira; NL The Hague; NP Katmandu; OM Salalah
PH Cebu, Davao; PK Rawalpindi, Peshawar; PL Cracow, Danzig, Breslau; PS Gaza, Ramallah, Jenin, Nablus, Hebron, Bethlehem, Jericho, Khan Younis, Rafah; PT Oporto; RO Jassy; RS Nis
RU Leningrad, Stalingrad, Gorky, Sverdlovsk, Kuibyshev, Grozny, Nizhny Novgorod; SA Jidda, Mecca, Medina, Dhahran; SD Omdurman; SE Gothenburg, Malmo; SY Aleppo, Homs, Palmyra, Raqqa, Latakia
TR Smyrna, Constantinople, Adana; TW Kaohsiung; UA Kiev, Kharkov, Odessa, Lvov, Dnepropetrovsk, Chernobyl; UZ Samarkand; VN Saigon, Danang, Hue, Haiphong; YE Aden; ZA Port Elizabeth; ZW Bulawayo
XK Pristina, Prizren; RS Belgrade, Novi Sad; MK Skopje; BA Sarajevo, Mostar, Srebrenica; HR Dubrovnik, Vukovar, Knin; SI Ljubljana; US St. Louis, St. Paul, Washington, New York, New York City, Hollywood
"""

# States by the name that English news gives them; code of ISO 3166-2.
STATES = """
AU-NSW New South Wales; AU-QLD Queensland; AU-SA South Australia; AU-TAS Tasmania; AU-WA Western Australia; AU-NT Northern Territory; AU-VIC Victoria
CA-NB New Brunswick; CA-NL Newfoundland, Newfoundland and Labrador, Labrador; CA-NT Northwest Territories; CA-PE Prince Edward Island; CA-QC Quebec; CA-YT Yukon
CN-GD Guangdong; CN-GX Guangxi; CN-HI Hainan; CN-NM Inner Mongolia; CN-NX Ningxia; CN-SC Sichuan, Szechuan; CN-FJ Fujian; CN-XJ Xinjiang; CN-XZ Tibet, Xizang
CN-HE Hebei; CN-HA Henan; CN-HB Hubei; CN-HN Hunan; CN-HL Heilongjiang; CN-LN Liaoning; CN-SD Shandong; CN-SN Shaanxi; CN-SX Shanxi; CN-YN Yunnan; CN-ZJ Zhejiang; CN-JS Jiangsu; CN-JX Jiangxi; CN-GS Gansu; CN-GZ Guizhou; CN-QH Qinghai; CN-AH Anhui; CN-JL Jilin
DE-BY Bavaria; DE-HE Hesse; DE-SN Saxony; DE-NW North Rhine-Westphalia; DE-TH Thuringia; DE-NI Lower Saxony
ES-AN Andalusia; ES-CT Catalonia; ES-CN Canary Islands; ES-GA Galicia; ES-PV Basque Country; ET-TI Tigray; ET-OR Oromia; ET-AM Amhara
FR-BRE Brittany; FR-NOR Normandy; FR-20R Corsica; GB-ENG England; GB-SCT Scotland; GB-WLS Wales; GB-NIR Northern Ireland, Ulster
GE-AB Abkhazia; GE-AJ Adjara, Ajaria; ID-AC Aceh; ID-BA Bali; ID-PP Irian Jaya; IN-AS Assam; IN-BR Bihar; IN-GJ Gujarat; IN-KL Kerala; IN-MH Maharashtra; IN-UP Uttar Pradesh; IN-TN Tamil Nadu; IN-RJ Rajasthan; IN-OR Orissa
IN-JK Jammu and Kashmir; IQ-AN Anbar; IQ-KR Iraqi Kurdistan; IT-25 Lombardy; IT-52 Tuscany; IT-82 Sicily; IT-88 Sardinia; IT-21 Piedmont; IT-75 Apulia; JP-01 Hokkaido; JP-47 Okinawa
MM-16 Rakhine; MM-17 Shan State; MY-12 Sabah; MY-13 Sarawak; MY-04 Malacca; MY-07 Penang; MY-01 Johor, Johore; PK-PB Punjab; PK-SD Sindh; PK-BA Balochistan, Baluchistan; PK-KP Khyber Pakhtunkhwa, North West Frontier Province
RU-CE Chechnya; RU-DA Dagestan; RU-IN Ingushetia; RU-SE North Ossetia; RU-TA Tatarstan; RU-KDA Krasnodar; RU-KGD Kaliningrad; RU-SAK Sakhalin; RU-KAM Kamchatka
RS-VO Vojvodina; SY-ID Idlib; SY-HA Hasakah; TZ-15 Zanzibar; UA-43 Crimea; UA-14 Donetsk; UA-09 Luhansk; US-DC District of Columbia; US-WA Washington, Washington state, Washington State, state of Washington; US-NY New York, New York state, New York State, upstate New York, Upstate New York; ZA-KZN KwaZulu-Natal; ZA-GP Gauteng
"""

# Words that are the whole name of a state somewhere.
NO_STATES = """
north south east west north-east north-west south-east south-west northern southern eastern western
central northeast northwest southeast southwest centre center lakes capital river islands island
city rural urban coast littoral
"""

# Names of countries that are only one of several things.
COUNTRIES = """
NL Holland
"""

# Places with a code of their own: kind, country where there is one ("-" where not), names.
REGIONS = """
region - Middle East, Mideast, Near East; region - West Bank; region - Gaza Strip; region - Balkans; region - Caucasus, Transcaucasia; region - Scandinavia; region - Caribbean; region - Central Asia; region - Southeast Asia, South-East Asia, Southeastern Asia
region - South Asia; region - East Asia; region - Northeast Asia; region - Far East; region - Asia-Pacific, Asia Pacific; region - Latin America; region - Central America; region - Americas, the Americas; region - Eastern Europe; region - Western Europe
region - Central Europe; region - Northern Europe; region - Southern Europe; region - West Africa; region - East Africa; region - North Africa; region - Central Africa; region - Southern Africa; region - Horn of Africa; region - Sahel; region - Sahara, Sahara Desert
region - sub-Saharan Africa, Sub-Saharan Africa; region - Maghreb; region - Levant; region - Kurdistan; region - Kashmir; region - Golan Heights, Golan; region - East Jerusalem; region - Sinai Peninsula, Sinai; region - Arabian Peninsula
region - Korean Peninsula, Korean peninsula; region - Indian subcontinent; region - Indochina; region - Baltic states, Baltics; region - Benelux; region - Iberian Peninsula; region - Polynesia; region - Melanesia; region - Arctic; region - Arctic Circle; region - North Pole; region - South Pole
region - Siberia; region - Patagonia; region - Lapland; region - Flanders; region - Wallonia; region - Holy Land; region - Third World; region - West Indies; region - Himalayan region; region - Amazon Basin, Amazon basin
region BA Republika Srpska; region HR Eastern Slavonia, Slavonia; region HR Krajina; region GE South Ossetia; region AZ Nagorno-Karabakh, Nagorno-Karabach; region MD Transnistria, Trans-Dniester; region UA Donbas, Donbass; region NG Niger Delta; region SD Darfur; region SO Puntland
region SO Somaliland; region CD Katanga; region GB Yorkshire; region GB Cornwall; region GB Wessex; region GB Midlands; region FR Riviera, French Riviera; region FR Provence; region FR Alsace; region DE Ruhr; region ID Sumatra; region ID Sulawesi; region ID Java; region ID Kalimantan; region ID Borneo
region PH Mindanao; region PH Luzon; region JP Kyushu; region JP Honshu; region JP Shikoku; region TR Anatolia; region ES Costa del Sol; region GR Crete; region MY Malay Peninsula; region IQ Kurdish region
region US New England; region US Midwest; region US Silicon Valley; region US Long Island; region US Manhattan; region US Brooklyn; region US Bronx, the Bronx; region US Queens; region US Staten Island; region US Harlem; region US Hamptons; region US Cape Cod; region US Martha's Vineyard
region US Capitol Hill; region US Dakotas; region US Carolinas; region US Appalachia; region US Bay Area; region US Deep South; region US West Coast; region US East Coast; region US Gulf Coast; region US Great Plains; region US Pacific Northwest; region US Mississippi Delta; region US Panhandle; region US Sun Belt
region US Great Lakes; region US Tennessee Valley; region US Mississippi Valley; region US Cape Canaveral; region US Long Beach; region US Yellowstone; region US Yosemite; region US Death Valley; region US Grand Canyon; region US Dupont Circle; region US Georgetown; region US Rocky Mountain West; region US Everglades
region RU Red Square; region CN Tiananmen Square; region GB Trafalgar Square; region US Central Park; region US Times Square; region VA St. Peter's Square; region FR Champs-Elysees; region IL Temple Mount; region IL Negev; region IL Galilee
sea - Atlantic, Atlantic Ocean; sea - Pacific, Pacific Ocean; sea - Indian Ocean; sea - Arctic Ocean; sea - Mediterranean, Mediterranean Sea; sea - Black Sea; sea - Caspian Sea, Caspian; sea - Baltic Sea, Baltic; sea - North Sea; sea - Red Sea; sea - Dead Sea; sea - Aegean Sea, Aegean; sea - Adriatic Sea, Adriatic
sea - South China Sea; sea - East China Sea; sea - Yellow Sea; sea - Sea of Japan, East Sea; sea - Caribbean Sea; sea - Arabian Sea; sea - Persian Gulf, Arabian Gulf; sea - Gulf of Mexico; sea - Gulf of Aden; sea - Gulf of Oman; sea - Gulf of Aqaba; sea - Gulf of Thailand; sea - Gulf of Finland; sea - Gulf of Alaska
sea - Bay of Bengal; sea - Bay of Biscay; sea - English Channel; sea - Bering Sea; sea - Barents Sea; sea - Norwegian Sea; sea - Sea of Okhotsk; sea - Sea of Azov; sea - Strait of Hormuz, Straits of Hormuz; sea - Taiwan Strait; sea - Strait of Malacca, Malacca Strait; sea - Bosporus, Bosphorus; sea - Dardanelles
sea - Sea of Galilee; sea - Aral Sea; sea - Tasman Sea; sea - Coral Sea; sea - Ionian Sea; sea - Irish Sea; sea - Suez Canal; sea - Panama Canal; sea - Lake Victoria; sea - Lake Baikal; sea - Lake Chad; sea - Chesapeake Bay; sea - Puget Sound; sea - Hudson Bay
river - Nile, Nile River; river - Amazon River; river - Danube, Danube River; river - Rhine, Rhine River; river - Volga, Volga River; river - Mekong, Mekong River; river - Yangtze, Yangtze River; river - Yellow River; river - Ganges, Ganges River; river - Indus River; river - Tigris, Tigris River; river - Euphrates, Euphrates River
river - Jordan River, River Jordan; river - Mississippi River; river - Missouri River; river - Ohio River; river - Hudson River; river - Colorado River; river - Potomac, Potomac River; river - Rio Grande; river - Congo River; river - Niger River; river - Zambezi, Zambezi River; river - Thames, River Thames; river - Seine River, River Seine
river - Dnieper, Dnieper River, Dnipro; river - Don River; river - Elbe, Elbe River; river - Oder, Oder River; river - Yalu River; river - Litani River; river - Sava River; river - Drina, Drina River
mountain - Himalayas, Himalaya; mountain - Alps; mountain - Andes; mountain - Rockies, Rocky Mountains; mountain - Appalachians, Appalachian Mountains; mountain - Urals, Ural Mountains; mountain - Pyrenees; mountain - Carpathians; mountain - Hindu Kush; mountain - Sierra Nevada; mountain - Mount Everest, Everest; mountain - Mount Fuji; mountain - Kilimanjaro, Mount Kilimanjaro
mountain - Mount Ararat; mountain - Mount Etna; mountain - Vesuvius, Mount Vesuvius; mountain - Matterhorn; mountain - Mont Blanc; mountain - Ozarks; mountain - Adirondacks; mountain - Catskills; mountain - Blue Ridge Mountains
"""
