// Made of fields.tsv by `cargo xtask generate`; not to be edited.

/// How the stored picture must be turned or mirrored to stand upright, in words.
pub const ORIENTATION: &str = "Orientation";
/// The version of the Exif standard that the file follows, as four digits.
pub const EXIF_VERSION: &str = "ExifVersion";
/// What the picture shows, as EXIF has it.
pub const IMAGE_DESCRIPTION: &str = "ImageDescription";
/// Pixels per `ResolutionUnit` across the picture.
pub const X_RESOLUTION: &str = "XResolution";
/// Pixels per `ResolutionUnit` down the picture.
pub const Y_RESOLUTION: &str = "YResolution";
/// The unit of length that `XResolution` and `YResolution` count in.
pub const RESOLUTION_UNIT: &str = "ResolutionUnit";
/// Who made the picture, as EXIF has it.
pub const ARTIST: &str = "Artist";
/// The copyright notice, as EXIF has it.
pub const COPYRIGHT: &str = "Copyright";
/// When the picture was taken, in UTC.
pub const DATE_TIME_ORIGINAL: &str = "DateTimeOriginal";
/// How far the local time of `DateTimeOriginal` was from UTC, in hours and minutes.
pub const OFFSET_TIME_ORIGINAL: &str = "OffsetTimeOriginal";
/// The colour components of a compressed pixel, in their order.
pub const COMPONENTS_CONFIGURATION: &str = "ComponentsConfiguration";
/// The version of the Flashpix format that the file supports, as four digits.
pub const FLASHPIX_VERSION: &str = "FlashpixVersion";
/// The colour space of the pixels, in words.
pub const COLOR_SPACE: &str = "ColorSpace";
/// Who built the camera.
pub const MAKE: &str = "Make";
/// The camera's model.
pub const MODEL: &str = "Model";
/// The program or firmware that wrote the picture.
pub const SOFTWARE: &str = "Software";
/// When the picture was last changed, in UTC.
pub const MODIFY_DATE: &str = "ModifyDate";
/// How long the shutter was open, in seconds, such as `1/250`.
pub const EXPOSURE_TIME: &str = "ExposureTime";
/// The aperture as an f-number.
pub const F_NUMBER: &str = "FNumber";
/// How the camera chose the exposure, in words.
pub const EXPOSURE_PROGRAM: &str = "ExposureProgram";
/// The sensitivity, as an ISO number.
pub const ISO: &str = "ISO";
/// When the picture became digital, in UTC.
pub const CREATE_DATE: &str = "CreateDate";
/// How far the local time of `ModifyDate` was from UTC, in hours and minutes.
pub const OFFSET_TIME: &str = "OffsetTime";
/// How far the local time of `CreateDate` was from UTC, in hours and minutes.
pub const OFFSET_TIME_DIGITIZED: &str = "OffsetTimeDigitized";
/// How far the exposure was corrected, in EV.
pub const EXPOSURE_COMPENSATION: &str = "ExposureCompensation";
/// How the camera measured the light, in words.
pub const METERING_MODE: &str = "MeteringMode";
/// Whether the flash fired and how, in words.
pub const FLASH: &str = "Flash";
/// The focal length of the lens, with its unit.
pub const FOCAL_LENGTH: &str = "FocalLength";
/// What the user wrote about the picture.
pub const USER_COMMENT: &str = "UserComment";
/// How the white balance was set, in words.
pub const WHITE_BALANCE: &str = "WhiteBalance";
/// The focal length that gives the same view on 35 mm film, with its unit.
pub const FOCAL_LENGTH_IN35MM_FORMAT: &str = "FocalLengthIn35mmFormat";
/// Who owns the camera.
pub const OWNER_NAME: &str = "OwnerName";
/// The camera's serial number.
pub const SERIAL_NUMBER: &str = "SerialNumber";
/// Who built the lens.
pub const LENS_MAKE: &str = "LensMake";
/// The lens's model.
pub const LENS_MODEL: &str = "LensModel";
/// The lens's serial number.
pub const LENS_SERIAL_NUMBER: &str = "LensSerialNumber";
/// Which lens was used, from the number by which the camera knows it, or else from its name.
pub const LENS_ID: &str = "LensID";
/// The serial number that the camera keeps inside, which may differ from the one on it.
pub const INTERNAL_SERIAL_NUMBER: &str = "InternalSerialNumber";
/// The version of the camera's firmware.
pub const FIRMWARE_VERSION: &str = "FirmwareVersion";
/// How many pictures the camera had taken.
pub const SHUTTER_COUNT: &str = "ShutterCount";
/// How far away the lens was focused, with its unit.
pub const FOCUS_DISTANCE: &str = "FocusDistance";
/// How the camera focused, in words.
pub const FOCUS_MODE: &str = "FocusMode";
/// Whether the camera took one picture or several, in words.
pub const DRIVE_MODE: &str = "DriveMode";
/// The look of the picture that was set in the camera, such as a picture style or a film.
pub const PICTURE_MODE: &str = "PictureMode";
/// What the pictures of one burst have in common.
pub const BURST_UUID: &str = "BurstUUID";
/// What a picture and its film have in common.
pub const CONTENT_IDENTIFIER: &str = "ContentIdentifier";
/// The name of the colour profile of the picture, such as `sRGB IEC61966-2.1`.
pub const COLOR_PROFILE: &str = "ColorProfile";
/// The kind of colours that the colour profile describes, such as `RGB` or `CMYK`.
pub const COLOR_SPACE_DATA: &str = "ColorSpaceData";
/// Why the picture has a high dynamic range: `gain map`, `PQ` or `HLG`.
pub const HDR: &str = "HDR";
/// Whether the primary colours of the picture span clearly more colours than those of sRGB do.
pub const WIDE_GAMUT: &str = "WideGamut";
/// The latitude where the camera stood, in decimal degrees; south is negative.
pub const GPS_LATITUDE: &str = "GPSLatitude";
/// The longitude where the camera stood, in decimal degrees; west is negative.
pub const GPS_LONGITUDE: &str = "GPSLongitude";
/// The height where the camera stood, in metres; below the sea is negative.
pub const GPS_ALTITUDE: &str = "GPSAltitude";
/// How fast the camera moved, in the unit of `GPSSpeedRef`.
pub const GPS_SPEED: &str = "GPSSpeed";
/// Where the camera looked, in degrees clockwise from north.
pub const GPS_IMG_DIRECTION: &str = "GPSImgDirection";
/// The latitude of the destination, in decimal degrees; south is negative.
pub const GPS_DEST_LATITUDE: &str = "GPSDestLatitude";
/// The longitude of the destination, in decimal degrees; west is negative.
pub const GPS_DEST_LONGITUDE: &str = "GPSDestLongitude";
/// When the position was fixed, in UTC.
pub const GPS_DATE_TIME: &str = "GPSDateTime";
/// The kind of journalism that the picture is, as IPTC-IIM has it.
pub const OBJECT_ATTRIBUTE_REFERENCE: &str = "ObjectAttributeReference";
/// A short name for the picture, as IPTC-IIM has it.
pub const OBJECT_NAME: &str = "ObjectName";
/// Codes of the subjects that the picture is about, as IPTC-IIM has them.
pub const SUBJECT_REFERENCE: &str = "SubjectReference";
/// Words by which the picture can be found, as IPTC-IIM has them.
pub const KEYWORDS: &str = "Keywords";
/// What a receiver must heed when using the picture, as IPTC-IIM has it.
pub const SPECIAL_INSTRUCTIONS: &str = "SpecialInstructions";
/// The time of day when the picture was made, with its offset from UTC.
pub const TIME_CREATED: &str = "TimeCreated";
/// Who made the picture, as IPTC-IIM has it.
pub const BYLINE: &str = "Byline";
/// The job of whoever made the picture, as IPTC-IIM has it.
pub const BYLINE_TITLE: &str = "BylineTitle";
/// The place within a city, as IPTC-IIM has it.
pub const SUBLOCATION: &str = "Sublocation";
/// The state or province, as IPTC-IIM has it.
pub const PROVINCE_STATE: &str = "ProvinceState";
/// The ISO 3166 code of the country, as IPTC-IIM has it.
pub const COUNTRY_PRIMARY_LOCATION_CODE: &str = "CountryPrimaryLocationCode";
/// The name of the country, as IPTC-IIM has it.
pub const COUNTRY_PRIMARY_LOCATION_NAME: &str = "CountryPrimaryLocationName";
/// The job or transmission that the picture belongs to, as IPTC-IIM has it.
pub const ORIGINAL_TRANSMISSION_REFERENCE: &str = "OriginalTransmissionReference";
/// The copyright notice, as IPTC-IIM has it.
pub const COPYRIGHT_NOTICE: &str = "CopyrightNotice";
/// What the picture shows, as IPTC-IIM has it.
pub const CAPTION_ABSTRACT: &str = "CaptionAbstract";
/// Who wrote or edited the description, as IPTC-IIM has it.
pub const WRITER_EDITOR: &str = "WriterEditor";
/// The version of the IPTC-IIM record, a whole number.
pub const APPLICATION_RECORD_VERSION: &str = "ApplicationRecordVersion";
/// The ISO 3166 code of the country that the picture shows.
pub const COUNTRY_CODE: &str = "CountryCode";
/// The city in the creator's postal address.
pub const CREATOR_CITY: &str = "CreatorCity";
/// The country in the creator's postal address.
pub const CREATOR_COUNTRY: &str = "CreatorCountry";
/// The street, house or post box in the creator's postal address.
pub const CREATOR_ADDRESS: &str = "CreatorAddress";
/// The postal code in the creator's address.
pub const CREATOR_POSTAL_CODE: &str = "CreatorPostalCode";
/// The state or province in the creator's postal address.
pub const CREATOR_REGION: &str = "CreatorRegion";
/// E-mail addresses at which the creator is reached for work.
pub const CREATOR_WORK_EMAIL: &str = "CreatorWorkEmail";
/// Telephone numbers at which the creator is reached for work.
pub const CREATOR_WORK_TELEPHONE: &str = "CreatorWorkTelephone";
/// Web addresses of the creator's work.
pub const CREATOR_WORK_URL: &str = "CreatorWorkURL";
/// The kind of journalism that the picture is, as a word.
pub const INTELLECTUAL_GENRE: &str = "IntellectualGenre";
/// The place within a city that the picture shows.
pub const LOCATION: &str = "Location";
/// IPTC codes of what kind of scene it is, such as a close-up.
pub const SCENE: &str = "Scene";
/// IPTC codes of the subjects that the picture is about.
pub const SUBJECT_CODE: &str = "SubjectCode";
/// The address of the vocabulary that a term about the content comes from.
pub const ABOUT_CV_TERM_CV_ID: &str = "AboutCvTermCvId";
/// The address of a vocabulary's term about the content.
pub const ABOUT_CV_TERM_ID: &str = "AboutCvTermId";
/// The name of a vocabulary's term about the content.
pub const ABOUT_CV_TERM_NAME: &str = "AboutCvTermName";
/// How a vocabulary's term relates to the content, as an address.
pub const ABOUT_CV_TERM_REFINED_ABOUT: &str = "AboutCvTermRefinedAbout";
/// More about the models in the picture, such as their origin.
pub const ADDITIONAL_MODEL_INFORMATION: &str = "AdditionalModelInformation";
/// About when a work of art in the picture was made, in words.
pub const ARTWORK_CIRCA_DATE_CREATED: &str = "ArtworkCircaDateCreated";
/// What a work of art in the picture shows.
pub const ARTWORK_CONTENT_DESCRIPTION: &str = "ArtworkContentDescription";
/// What others than its creators did for a work of art in the picture.
pub const ARTWORK_CONTRIBUTION_DESCRIPTION: &str = "ArtworkContributionDescription";
/// The copyright notice of a work of art in the picture.
pub const ARTWORK_COPYRIGHT_NOTICE: &str = "ArtworkCopyrightNotice";
/// The names of those who made a work of art in the picture.
pub const ARTWORK_CREATOR: &str = "ArtworkCreator";
/// Identifiers of those who made a work of art in the picture.
pub const ARTWORK_CREATOR_ID: &str = "ArtworkCreatorID";
/// An identifier of who owns the copyright of a work of art in the picture.
pub const ARTWORK_COPYRIGHT_OWNER_ID: &str = "ArtworkCopyrightOwnerID";
/// The name of who owns the copyright of a work of art in the picture.
pub const ARTWORK_COPYRIGHT_OWNER_NAME: &str = "ArtworkCopyrightOwnerName";
/// An identifier of who licenses a work of art in the picture.
pub const ARTWORK_LICENSOR_ID: &str = "ArtworkLicensorID";
/// The name of who licenses a work of art in the picture.
pub const ARTWORK_LICENSOR_NAME: &str = "ArtworkLicensorName";
/// When a work of art in the picture was made, in UTC.
pub const ARTWORK_DATE_CREATED: &str = "ArtworkDateCreated";
/// What a work of art in the picture is made of and looks like.
pub const ARTWORK_PHYSICAL_DESCRIPTION: &str = "ArtworkPhysicalDescription";
/// The museum or body that keeps a work of art in the picture.
pub const ARTWORK_SOURCE: &str = "ArtworkSource";
/// The number of a work of art in its keeper's inventory.
pub const ARTWORK_SOURCE_INVENTORY_NO: &str = "ArtworkSourceInventoryNo";
/// The web address of a work of art in its keeper's inventory.
pub const ARTWORK_SOURCE_INV_URL: &str = "ArtworkSourceInvURL";
/// The styles or periods of a work of art in the picture.
pub const ARTWORK_STYLE_PERIOD: &str = "ArtworkStylePeriod";
/// The title of a work of art in the picture.
pub const ARTWORK_TITLE: &str = "ArtworkTitle";
/// A globally unique identifier of this digital picture.
pub const DIGITAL_IMAGE_GUID: &str = "DigitalImageGUID";
/// How the digital picture came into being, as an address in an IPTC vocabulary.
pub const DIGITAL_SOURCE_TYPE: &str = "DigitalSourceType";
/// A machine-readable statement of rights, in full.
pub const EMBEDDED_ENCODED_RIGHTS_EXPR: &str = "EmbeddedEncodedRightsExpr";
/// The media type of the embedded statement of rights.
pub const EMBEDDED_ENCODED_RIGHTS_EXPR_TYPE: &str = "EmbeddedEncodedRightsExprType";
/// The address of the rights language of the embedded statement.
pub const EMBEDDED_ENCODED_RIGHTS_EXPR_LANG_ID: &str = "EmbeddedEncodedRightsExprLangID";
/// The name of the event that the picture shows.
pub const EVENT: &str = "Event";
/// The address of the vocabulary that a genre comes from.
pub const GENRE_CV_ID: &str = "GenreCvId";
/// The address of a genre in its vocabulary.
pub const GENRE_CV_TERM_ID: &str = "GenreCvTermId";
/// The name of a genre.
pub const GENRE_CV_TERM_NAME: &str = "GenreCvTermName";
/// How a genre's term relates to the content, as an address.
pub const GENRE_CV_TERM_REFINED_ABOUT: &str = "GenreCvTermRefinedAbout";
/// The names of the regions in the picture.
pub const IMAGE_REGION_NAME: &str = "ImageRegionName";
/// The names of the organisations in the regions.
pub const IMAGE_REGION_ORGANISATION_IN_IMAGE_NAME: &str = "ImageRegionOrganisationInImageName";
/// The names of the persons in the regions.
pub const IMAGE_REGION_PERSON_IN_IMAGE: &str = "ImageRegionPersonInImage";
/// The heights of rectangular regions, in the unit of `ImageRegionBoundaryUnit`.
pub const IMAGE_REGION_BOUNDARY_H: &str = "ImageRegionBoundaryH";
/// The shapes of the regions: `rectangle`, `circle` or `polygon`.
pub const IMAGE_REGION_BOUNDARY_SHAPE: &str = "ImageRegionBoundaryShape";
/// The units of the regions' measures: `pixel`, or `relative` to the picture's size.
pub const IMAGE_REGION_BOUNDARY_UNIT: &str = "ImageRegionBoundaryUnit";
/// The widths of rectangular regions, in the unit of `ImageRegionBoundaryUnit`.
pub const IMAGE_REGION_BOUNDARY_W: &str = "ImageRegionBoundaryW";
/// How far regions lie from the left edge, in the unit of `ImageRegionBoundaryUnit`.
pub const IMAGE_REGION_BOUNDARY_X: &str = "ImageRegionBoundaryX";
/// How far regions lie from the top edge, in the unit of `ImageRegionBoundaryUnit`.
pub const IMAGE_REGION_BOUNDARY_Y: &str = "ImageRegionBoundaryY";
/// The names of the kinds of things that the regions show.
pub const IMAGE_REGION_CTYPE_NAME: &str = "ImageRegionCtypeName";
/// Addresses of the kinds of things that the regions show.
pub const IMAGE_REGION_CTYPE_IDENTIFIER: &str = "ImageRegionCtypeIdentifier";
/// Identifiers of the regions, unique within the picture.
pub const IMAGE_REGION_ID: &str = "ImageRegionID";
/// The names of what the regions are for, such as cropping.
pub const IMAGE_REGION_ROLE_NAME: &str = "ImageRegionRoleName";
/// Addresses of what the regions are for, such as cropping.
pub const IMAGE_REGION_ROLE_IDENTIFIER: &str = "ImageRegionRoleIdentifier";
/// The radii of circular regions, in the unit of `ImageRegionBoundaryUnit`.
pub const IMAGE_REGION_BOUNDARY_RX: &str = "ImageRegionBoundaryRx";
/// How far the corners of polygonal regions lie from the left edge, in the unit of `ImageRegionBoundaryUnit`.
pub const IMAGE_REGION_BOUNDARY_VERTICES_X: &str = "ImageRegionBoundaryVerticesX";
/// How far the corners of polygonal regions lie from the top edge, in the unit of `ImageRegionBoundaryUnit`.
pub const IMAGE_REGION_BOUNDARY_VERTICES_Y: &str = "ImageRegionBoundaryVerticesY";
/// The web address of a machine-readable statement of rights.
pub const LINKED_ENCODED_RIGHTS_EXPR: &str = "LinkedEncodedRightsExpr";
/// The media type of the linked statement of rights.
pub const LINKED_ENCODED_RIGHTS_EXPR_TYPE: &str = "LinkedEncodedRightsExprType";
/// The address of the rights language of the linked statement.
pub const LINKED_ENCODED_RIGHTS_EXPR_LANG_ID: &str = "LinkedEncodedRightsExprLangID";
/// The city where the camera stood.
pub const LOCATION_CREATED_CITY: &str = "LocationCreatedCity";
/// The ISO 3166 code of the country where the camera stood.
pub const LOCATION_CREATED_COUNTRY_CODE: &str = "LocationCreatedCountryCode";
/// The name of the country where the camera stood.
pub const LOCATION_CREATED_COUNTRY_NAME: &str = "LocationCreatedCountryName";
/// Addresses that identify the place where the camera stood.
pub const LOCATION_CREATED_LOCATION_ID: &str = "LocationCreatedLocationId";
/// The full name of the place where the camera stood.
pub const LOCATION_CREATED_LOCATION_NAME: &str = "LocationCreatedLocationName";
/// The state or province where the camera stood.
pub const LOCATION_CREATED_PROVINCE_STATE: &str = "LocationCreatedProvinceState";
/// The place within a city where the camera stood.
pub const LOCATION_CREATED_SUBLOCATION: &str = "LocationCreatedSublocation";
/// The part of the world where the camera stood.
pub const LOCATION_CREATED_WORLD_REGION: &str = "LocationCreatedWorldRegion";
/// The height of the place where the camera stood, in metres.
pub const LOCATION_CREATED_GPS_ALTITUDE: &str = "LocationCreatedGPSAltitude";
/// The latitude of the place where the camera stood, in degrees and minutes as text.
pub const LOCATION_CREATED_GPS_LATITUDE: &str = "LocationCreatedGPSLatitude";
/// The longitude of the place where the camera stood, in degrees and minutes as text.
pub const LOCATION_CREATED_GPS_LONGITUDE: &str = "LocationCreatedGPSLongitude";
/// The cities that the picture shows.
pub const LOCATION_SHOWN_CITY: &str = "LocationShownCity";
/// The ISO 3166 codes of the countries that the picture shows.
pub const LOCATION_SHOWN_COUNTRY_CODE: &str = "LocationShownCountryCode";
/// The names of the countries that the picture shows.
pub const LOCATION_SHOWN_COUNTRY_NAME: &str = "LocationShownCountryName";
/// Addresses that identify the places that the picture shows.
pub const LOCATION_SHOWN_LOCATION_ID: &str = "LocationShownLocationId";
/// The full names of the places that the picture shows.
pub const LOCATION_SHOWN_LOCATION_NAME: &str = "LocationShownLocationName";
/// The states or provinces that the picture shows.
pub const LOCATION_SHOWN_PROVINCE_STATE: &str = "LocationShownProvinceState";
/// The places within cities that the picture shows.
pub const LOCATION_SHOWN_SUBLOCATION: &str = "LocationShownSublocation";
/// The parts of the world that the picture shows.
pub const LOCATION_SHOWN_WORLD_REGION: &str = "LocationShownWorldRegion";
/// The heights of the places that the picture shows, in metres.
pub const LOCATION_SHOWN_GPS_ALTITUDE: &str = "LocationShownGPSAltitude";
/// The latitudes of the places that the picture shows, in degrees and minutes as text.
pub const LOCATION_SHOWN_GPS_LATITUDE: &str = "LocationShownGPSLatitude";
/// The longitudes of the places that the picture shows, in degrees and minutes as text.
pub const LOCATION_SHOWN_GPS_LONGITUDE: &str = "LocationShownGPSLongitude";
/// The height of the largest version that can be had, in pixels.
pub const MAX_AVAIL_HEIGHT: &str = "MaxAvailHeight";
/// The width of the largest version that can be had, in pixels.
pub const MAX_AVAIL_WIDTH: &str = "MaxAvailWidth";
/// The ages of the models when the picture was taken, in years.
pub const MODEL_AGE: &str = "ModelAge";
/// Codes of the organisations that the picture features.
pub const ORGANISATION_IN_IMAGE_CODE: &str = "OrganisationInImageCode";
/// The names of the organisations that the picture features.
pub const ORGANISATION_IN_IMAGE_NAME: &str = "OrganisationInImageName";
/// The names of the persons in the picture.
pub const PERSON_IN_IMAGE: &str = "PersonInImage";
/// Addresses of the vocabularies that traits of the persons come from.
pub const PERSON_IN_IMAGE_CV_TERM_CV_ID: &str = "PersonInImageCvTermCvId";
/// Addresses of the terms for traits of the persons.
pub const PERSON_IN_IMAGE_CV_TERM_ID: &str = "PersonInImageCvTermId";
/// The names of the terms for traits of the persons.
pub const PERSON_IN_IMAGE_CV_TERM_NAME: &str = "PersonInImageCvTermName";
/// How the terms for traits relate to the persons, as addresses.
pub const PERSON_IN_IMAGE_CV_TERM_REFINED_ABOUT: &str = "PersonInImageCvTermRefinedAbout";
/// What is told of the persons in the picture.
pub const PERSON_IN_IMAGE_DESCRIPTION: &str = "PersonInImageDescription";
/// Addresses that identify the persons in the picture.
pub const PERSON_IN_IMAGE_ID: &str = "PersonInImageId";
/// The names of the persons of whom more is told.
pub const PERSON_IN_IMAGE_NAME: &str = "PersonInImageName";
/// What is told of the products in the picture.
pub const PRODUCT_IN_IMAGE_DESCRIPTION: &str = "ProductInImageDescription";
/// Global trade item numbers of the products; text where a leading zero counts.
pub const PRODUCT_IN_IMAGE_GTIN: &str = "ProductInImageGTIN";
/// The names of the products in the picture.
pub const PRODUCT_IN_IMAGE_NAME: &str = "ProductInImageName";
/// Addresses of what the entries in registries are for.
pub const REGISTRY_ENTRY_ROLE: &str = "RegistryEntryRole";
/// The picture's identifiers in registries.
pub const REGISTRY_ITEM_ID: &str = "RegistryItemID";
/// Identifiers of the registries that list the picture.
pub const REGISTRY_ORGANISATION_ID: &str = "RegistryOrganisationID";
/// Who made the picture.
pub const CREATOR: &str = "Creator";
/// What the picture shows and why.
pub const DESCRIPTION: &str = "Description";
/// The copyright notice.
pub const RIGHTS: &str = "Rights";
/// Words by which the picture can be found.
pub const SUBJECT: &str = "Subject";
/// A short name for the picture.
pub const TITLE: &str = "Title";
/// The job of whoever made the picture.
pub const AUTHORS_POSITION: &str = "AuthorsPosition";
/// Who wrote the description.
pub const CAPTION_WRITER: &str = "CaptionWriter";
/// The city that the picture shows.
pub const CITY: &str = "City";
/// The name of the country that the picture shows.
pub const COUNTRY: &str = "Country";
/// Who must be named when the picture is published.
pub const CREDIT: &str = "Credit";
/// When what the picture shows was made or taken, in UTC.
pub const DATE_CREATED: &str = "DateCreated";
/// A short line that sums up what the picture shows.
pub const HEADLINE: &str = "Headline";
/// What a receiver must heed when using the picture.
pub const INSTRUCTIONS: &str = "Instructions";
/// Who passed the picture on, such as an agency.
pub const SOURCE: &str = "Source";
/// The state or province that the picture shows.
pub const STATE: &str = "State";
/// The job or transmission that the picture belongs to.
pub const TRANSMISSION_REFERENCE: &str = "TransmissionReference";
/// Identifiers of those who own the copyright.
pub const COPYRIGHT_OWNER_ID: &str = "CopyrightOwnerID";
/// The names of those who own the copyright.
pub const COPYRIGHT_OWNER_NAME: &str = "CopyrightOwnerName";
/// An identifier of whoever made the picture.
pub const IMAGE_CREATOR_ID: &str = "ImageCreatorID";
/// The name of whoever made the picture.
pub const IMAGE_CREATOR_NAME: &str = "ImageCreatorName";
/// The picture's identifier with whoever made it.
pub const IMAGE_CREATOR_IMAGE_ID: &str = "ImageCreatorImageID";
/// An identifier of whoever last supplied the picture.
pub const IMAGE_SUPPLIER_ID: &str = "ImageSupplierID";
/// The name of whoever last supplied the picture.
pub const IMAGE_SUPPLIER_NAME: &str = "ImageSupplierName";
/// The picture's identifier with its supplier.
pub const IMAGE_SUPPLIER_IMAGE_ID: &str = "ImageSupplierImageID";
/// The cities in the licensors' postal addresses.
pub const LICENSOR_CITY: &str = "LicensorCity";
/// The countries in the licensors' postal addresses.
pub const LICENSOR_COUNTRY: &str = "LicensorCountry";
/// The licensors' e-mail addresses.
pub const LICENSOR_EMAIL: &str = "LicensorEmail";
/// Further lines of the licensors' postal addresses.
pub const LICENSOR_EXTENDED_ADDRESS: &str = "LicensorExtendedAddress";
/// Identifiers of those who license the picture.
pub const LICENSOR_ID: &str = "LicensorID";
/// The names of those who license the picture.
pub const LICENSOR_NAME: &str = "LicensorName";
/// The postal codes in the licensors' addresses.
pub const LICENSOR_POSTAL_CODE: &str = "LicensorPostalCode";
/// The states or provinces in the licensors' postal addresses.
pub const LICENSOR_REGION: &str = "LicensorRegion";
/// The streets in the licensors' postal addresses.
pub const LICENSOR_STREET_ADDRESS: &str = "LicensorStreetAddress";
/// The licensors' first telephone numbers.
pub const LICENSOR_TELEPHONE1: &str = "LicensorTelephone1";
/// The licensors' second telephone numbers.
pub const LICENSOR_TELEPHONE2: &str = "LicensorTelephone2";
/// Web addresses where a licence can be had.
pub const LICENSOR_URL: &str = "LicensorURL";
/// Identifiers of the releases that models signed.
pub const MODEL_RELEASE_ID: &str = "ModelReleaseID";
/// Identifiers of the releases that owners of property signed.
pub const PROPERTY_RELEASE_ID: &str = "PropertyReleaseID";
/// How many stars the picture was given, 0 to 5; -1 means rejected.
pub const RATING: &str = "Rating";
/// How the picture may be used.
pub const USAGE_TERMS: &str = "UsageTerms";
/// The web address of a statement of the picture's rights.
pub const WEB_STATEMENT: &str = "WebStatement";
/// A short text for those who cannot see the picture.
pub const ALT_TEXT_ACCESSIBILITY: &str = "AltTextAccessibility";
/// A longer text for those who cannot see the picture.
pub const EXT_DESCR_ACCESSIBILITY: &str = "ExtDescrAccessibility";
/// What an AI system was told to make the picture.
pub const AI_PROMPT_INFORMATION: &str = "AIPromptInformation";
/// Who wrote what the AI system was told.
pub const AI_PROMPT_WRITER_NAME: &str = "AIPromptWriterName";
/// The AI system that made the picture.
pub const AI_SYSTEM_USED: &str = "AISystemUsed";
/// The version of the AI system that made the picture.
pub const AI_SYSTEM_VERSION_USED: &str = "AISystemVersionUsed";
/// Addresses that identify those who helped to make the picture.
pub const CONTRIBUTOR_IDENTIFIER: &str = "ContributorIdentifier";
/// The names of those who helped to make the picture.
pub const CONTRIBUTOR_NAME: &str = "ContributorName";
/// What those who helped to make the picture did.
pub const CONTRIBUTOR_ROLE: &str = "ContributorRole";
/// Whether the picture may be used for data mining, in the words of the PLUS vocabulary.
pub const DATA_MINING: &str = "DataMining";
/// Addresses that identify the event that the picture shows.
pub const EVENT_ID: &str = "EventID";
/// What kind of telephone the licensors' first numbers belong to.
pub const LICENSOR_TELEPHONE_TYPE1: &str = "LicensorTelephoneType1";
/// What kind of telephone the licensors' second numbers belong to.
pub const LICENSOR_TELEPHONE_TYPE2: &str = "LicensorTelephoneType2";
/// Whether the place where the camera stood lies above or below the sea.
pub const LOCATION_CREATED_GPS_ALTITUDE_REF: &str = "LocationCreatedGPSAltitudeRef";
/// Whether the places that the picture shows lie above or below the sea.
pub const LOCATION_SHOWN_GPS_ALTITUDE_REF: &str = "LocationShownGPSAltitudeRef";
/// The age of the youngest model in the picture, in words.
pub const MINOR_MODEL_AGE_DISCLOSURE: &str = "MinorModelAgeDisclosure";
/// Whether the models agreed to the picture's use, in words.
pub const MODEL_RELEASE_STATUS: &str = "ModelReleaseStatus";
/// What else limits the picture's use.
pub const OTHER_CONSTRAINTS: &str = "OtherConstraints";
/// Addresses that identify the products in the picture.
pub const PRODUCT_IN_IMAGE_PRODUCT_ID: &str = "ProductInImageProductId";
/// Whether owners of property agreed to the picture's use, in words.
pub const PROPERTY_RELEASE_STATUS: &str = "PropertyReleaseStatus";
/// When the metadata was last changed, in UTC.
pub const METADATA_DATE: &str = "MetadataDate";
/// When the picture was taken, as Google Photos has it, in UTC.
pub const PHOTO_TAKEN_TIME: &str = "PhotoTakenTime";
/// When the picture was uploaded to Google Photos, in UTC.
pub const GOOGLE_PHOTOS_CREATION_TIME: &str = "GooglePhotosCreationTime";
/// The names of the persons whom Google Photos knows in the picture.
pub const PEOPLE_NAME: &str = "PeopleName";
/// Whether the picture is a favourite in Google Photos.
pub const FAVORITED: &str = "Favorited";
/// The picture's page in Google Photos.
pub const GOOGLE_PHOTOS_URL: &str = "GooglePhotosURL";
/// How the picture came to Google Photos.
pub const GOOGLE_PHOTOS_ORIGIN: &str = "GooglePhotosOrigin";
/// The kind of device that sent the picture to Google Photos.
pub const GOOGLE_PHOTOS_DEVICE_TYPE: &str = "GooglePhotosDeviceType";
/// The latitude that Google Photos found in the file, where it now shows another, in decimal degrees.
pub const GEO_DATA_EXIF_LATITUDE: &str = "GeoDataExifLatitude";
/// The longitude that Google Photos found in the file, where it now shows another, in decimal degrees.
pub const GEO_DATA_EXIF_LONGITUDE: &str = "GeoDataExifLongitude";
/// The height that Google Photos found in the file, where it now shows another place, in metres.
pub const GEO_DATA_EXIF_ALTITUDE: &str = "GeoDataExifAltitude";
/// When what the picture shows was made, from IPTC-IIM's date and time or from XMP, in UTC.
pub const DATE_TIME_CREATED: &str = "DateTimeCreated";
/// What the picture shows, from EXIF, XMP or IPTC-IIM, but no text that cameras write by themselves.
pub const CAPTION: &str = "Caption";
/// Who wrote the description, from XMP or IPTC-IIM.
pub const WRITER: &str = "Writer";
/// Who made the picture, from EXIF, XMP or IPTC-IIM, as the Metadata Working Group reconciles them.
pub const MWG_CREATOR: &str = "MWGCreator";
/// The copyright notice, from EXIF, XMP or IPTC-IIM, as the Metadata Working Group reconciles them.
pub const MWG_COPYRIGHT: &str = "MWGCopyright";
/// The keywords, from XMP or IPTC-IIM, as the Metadata Working Group reconciles them.
pub const MWG_KEYWORDS: &str = "MWGKeywords";
/// When the picture was taken, from EXIF, XMP or IPTC-IIM, in UTC.
pub const MWG_DATE_TIME_ORIGINAL: &str = "MWGDateTimeOriginal";
/// When the picture became a file, from EXIF, XMP or IPTC-IIM, in UTC.
pub const MWG_CREATE_DATE: &str = "MWGCreateDate";
/// The country: that of the place that is shown, else the older property of XMP or IPTC-IIM.
pub const MWG_COUNTRY: &str = "MWGCountry";
/// The province or state: that of the place that is shown, else the older property of XMP or IPTC-IIM.
pub const MWG_STATE: &str = "MWGState";
/// The city: that of the place that is shown, else the older property of XMP or IPTC-IIM.
pub const MWG_CITY: &str = "MWGCity";
/// The place within the city: that of the place that is shown, else the older property of XMP or IPTC-IIM.
pub const MWG_LOCATION: &str = "MWGLocation";
/// What the C2PA manifest store of the file says of itself; nothing of it is verified.
pub const CONTENT_CREDENTIALS: &str = "ContentCredentials";
/// The regions that are marked in the picture, each with one box relative to its width and height.
pub const REGIONS: &str = "Regions";
/// The pictures and films that belong to the picture, in the same file or in one of their own.
pub const COMPANIONS: &str = "Companions";
/// The keywords of all hierarchies as paths from the root, their steps separated by a vertical bar.
pub const KEYWORD_PATHS: &str = "KeywordPaths";
