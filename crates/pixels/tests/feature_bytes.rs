//! Features survive their bytes; hostile bytes are refused and never panic.

use model::Size;
use pixels::features::{DESCRIPTOR, Feature, Features, FeaturesError};
use proptest::prelude::*;

fn feature() -> impl Strategy<Value = (Feature, [u8; DESCRIPTOR])> {
    let point = (
        0.0f32..640.0,
        0.0f32..360.0,
        0.5f32..60.0,
        0.0f32..6.25,
        0.0f32..1.0,
    );
    (point, proptest::collection::vec(0u8..=127, DESCRIPTOR)).prop_map(|(p, d)| {
        let feature = Feature {
            x: p.0,
            y: p.1,
            scale: p.2,
            angle: p.3,
            response: p.4,
        };
        (feature, d.try_into().unwrap())
    })
}

fn features() -> impl Strategy<Value = Features> {
    proptest::collection::vec(feature(), 0..20).prop_map(|list| {
        let mut f = Features::empty(Size {
            width: 640,
            height: 360,
        });
        for (point, descriptor) in &list {
            f.push(*point, descriptor);
        }
        f
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn bytes_and_back(f in features()) {
        prop_assert_eq!(Features::from_bytes(&f.to_bytes()).unwrap(), f);
    }

    #[test]
    fn any_flipped_bit_is_noticed(f in features(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = f.to_bytes();
        let i = at.index(bytes.len());
        bytes[i] ^= 1 << bit;
        prop_assert!(Features::from_bytes(&bytes).is_err());
    }

    #[test]
    fn any_cut_is_noticed(f in features(), at in any::<prop::sample::Index>()) {
        let bytes = f.to_bytes();
        prop_assert!(Features::from_bytes(&bytes[..at.index(bytes.len())]).is_err());
    }

    #[test]
    fn noise_never_panics(noise in proptest::collection::vec(any::<u8>(), 0..400), keep in 0usize..22) {
        let mut bytes = Features::empty(Size { width: 9, height: 9 }).to_bytes();
        bytes.truncate(keep);
        bytes.extend(noise);
        let _ = Features::from_bytes(&bytes);
    }
}

#[test]
fn what_is_wrong_is_said() {
    let good = Features::empty(Size {
        width: 9,
        height: 9,
    })
    .to_bytes();
    assert_eq!(
        Features::from_bytes(b"PK\x03\x04 something"),
        Err(FeaturesError::Magic)
    );
    assert_eq!(Features::from_bytes(&[]), Err(FeaturesError::Magic));
    let mut newer = good.clone();
    newer[8] = 200;
    assert_eq!(
        Features::from_bytes(&newer),
        Err(FeaturesError::Version(200))
    );
    // A forged count must not make anything be allocated for it.
    let mut forged = good.clone();
    forged[18..22].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(
        Features::from_bytes(&forged),
        Err(FeaturesError::Value(_))
    ));
    forged[18..22].copy_from_slice(&3_000_000u32.to_le_bytes());
    assert!(matches!(
        Features::from_bytes(&forged),
        Err(FeaturesError::Length { .. })
    ));
}
