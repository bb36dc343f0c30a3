/** The holidays of the world's countries: a file of its own, fetched when somebody asks for proposals. */
export { default as Holidays } from 'date-holidays';
