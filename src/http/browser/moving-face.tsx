/** A face that moves: both times in its state, the address kept level, nothing asked for a cut. */

import type { VNode } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Window } from '../picture/axis.js';
import { type FaceState, momentOf } from '../picture/face.js';
import { InsiderFace } from '../picture/insider-face.js';
import { IssuerFace } from '../picture/issuer-face.js';
import { askedAt, type FaceProps, PositionFace } from '../picture/position-face.js';
import type { ChartMoment } from '../picture/step-chart.js';
import { freshen } from './freshen.js';
import { addressAt, keepAddress, withWindow } from './own-address.js';

const faces: Readonly<Record<string, (props: FaceProps) => VNode | null>> = {
  position: PositionFace,
  insider: InsiderFace,
  issuer: IssuerFace,
};

/** Below it the picture scrolls in its box. */
const leastWidth = 300;

export const MovingFace = ({
  kind,
  state,
  width: drawn,
  box,
}: {
  kind: string;
  state: FaceState;
  width: number;
  box: HTMLElement;
}): VNode | null => {
  const [moment, setMoment] = useState<ChartMoment>(momentOf(state));
  const [width, setWidth] = useState(drawn);
  const hasMoved = useRef(false);
  useEffect(() => {
    const measure = (): void => setWidth(Math.max(leastWidth, Math.floor(box.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);
  useEffect(() => {
    if (!hasMoved.current) return;
    const to = addressAt(askedAt(state, moment));
    keepAddress(to);
    freshen(to);
  }, [moment, state]);
  const onMoment = useCallback((next: ChartMoment): void => {
    hasMoved.current = true;
    setMoment(next);
  }, []);
  const onWindow = useCallback((window: Window | null): void => {
    location.assign(withWindow(window));
  }, []);
  const Face = faces[kind];
  return Face === undefined ? null : (
    <Face state={state} moment={moment} width={width} onMoment={onMoment} onWindow={onWindow} />
  );
};
