import type { AttributeDefinition, ProductTypeFields } from '../model.ts';

type Given = Pick<AttributeDefinition, 'key' | 'label' | 'kind'> & Partial<AttributeDefinition>;

const attribute = (given: Given): AttributeDefinition => ({ unit: null, options: [], required: false, filter: true, ...given });
const told = (given: Given): AttributeDefinition => attribute({ filter: false, ...given });

/** What every business begins with. Nothing in them is required, so that a plain offering can be sold as it is. */
export const usualTypes: readonly ProductTypeFields[] = [
  {
    key: 'service',
    name: 'Service',
    attributes: [
      attribute({ key: 'place', label: 'Where', kind: 'choice', options: ['At our place', 'At your place', 'Online'] }),
      attribute({ key: 'audience', label: 'For', kind: 'choices', options: ['Adults', 'Teenagers', 'Children'] }),
      told({ key: 'preparation', label: 'Please bring', kind: 'text' }),
    ],
  },
  {
    key: 'space',
    name: 'Space',
    attributes: [
      attribute({ key: 'area', label: 'Area', kind: 'number', unit: 'm²' }),
      attribute({ key: 'seats', label: 'Seats', kind: 'number' }),
      attribute({ key: 'wifi', label: 'Wi-Fi', kind: 'yesNo' }),
      attribute({ key: 'stepFree', label: 'Step-free access', kind: 'yesNo' }),
      attribute({
        // Not `amenities`: programs bring lists of their own by that name, in their own words, and those are kept as they are.
        key: 'facilities',
        label: 'Facilities',
        kind: 'choices',
        options: ['Kitchen', 'Projector', 'Sound system', 'Whiteboard', 'Air conditioning', 'Blackout', 'Parking', 'Shower'],
      }),
    ],
  },
  {
    key: 'class',
    name: 'Class',
    attributes: [
      attribute({ key: 'level', label: 'Level', kind: 'choice', options: ['All levels', 'Beginners', 'Intermediate', 'Advanced'] }),
      attribute({ key: 'language', label: 'Language', kind: 'text' }),
      attribute({ key: 'materials', label: 'Materials included', kind: 'yesNo' }),
      attribute({ key: 'minimumAge', label: 'From age', kind: 'number', unit: 'years' }),
    ],
  },
  {
    key: 'ride',
    name: 'Ride',
    attributes: [
      attribute({ key: 'vehicle', label: 'Vehicle', kind: 'choice', options: ['Car', 'Van', 'Minibus', 'Coach', 'Boat', 'Bicycle'] }),
      attribute({ key: 'seats', label: 'Seats', kind: 'number' }),
      attribute({ key: 'childSeat', label: 'Child seat', kind: 'yesNo' }),
      told({ key: 'distance', label: 'Distance', kind: 'number', unit: 'km' }),
      told({ key: 'meetingPoint', label: 'Meeting point', kind: 'text' }),
    ],
  },
  {
    key: 'equipment',
    name: 'Equipment',
    attributes: [
      attribute({ key: 'brand', label: 'Brand', kind: 'text' }),
      attribute({ key: 'size', label: 'Size', kind: 'text' }),
      attribute({ key: 'electric', label: 'Electric', kind: 'yesNo' }),
      attribute({ key: 'minimumAge', label: 'From age', kind: 'number', unit: 'years' }),
      told({ key: 'weight', label: 'Weight', kind: 'number', unit: 'kg' }),
    ],
  },
];
