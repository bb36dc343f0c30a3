import classes from './Fact.module.css';

/** One line of a panel: what it is called, and what it is. */
export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className={classes.fact}>
      <span>{name}</span>
      <span className="num" dir="auto">
        {value}
      </span>
    </div>
  );
}
