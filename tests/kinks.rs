//! The points where a derivative is a choice: the table of `docs/kinks.md`, row by row, for `f64` and `f32`.

/// The whole table for one float type.
macro_rules! kinks_in {
    ($t:ident) => {
        use grad::differentiable;

        const INFINITY: $t = $t::INFINITY;
        const NAN: $t = $t::NAN;
        const ZEROS: [$t; 2] = [0.0, -0.0];

        #[differentiable]
        fn max(a: $t, b: $t) -> $t {
            a.max(b)
        }

        #[differentiable]
        fn min(a: $t, b: $t) -> $t {
            a.min(b)
        }

        #[test]
        fn a_tied_max_gives_all_to_the_second() {
            #[differentiable]
            fn called(a: $t, b: $t) -> $t {
                $t::max(a, b)
            }
            #[differentiable]
            fn rectifier(x: $t) -> $t {
                x.max(0.0)
            }
            #[differentiable]
            fn turned_rectifier(x: $t) -> $t {
                $t::max(0.0, x)
            }
            for (a, b) in [(2.0, 2.0), (-3.5, -3.5), (0.0, -0.0), (-0.0, 0.0), (INFINITY, INFINITY)] {
                assert_eq!(max_grad(a, b).1, (0.0, 1.0), "max({a:?}, {b:?})");
                assert_eq!(called_grad(a, b).1, (0.0, 1.0), "max({a:?}, {b:?})");
                assert_eq!(max_vjp(a, b).1(-3.0), (0.0, -3.0), "max({a:?}, {b:?})");
                assert_eq!(max_vjp(a, b).1(0.0), (0.0, 0.0), "max({a:?}, {b:?})");
            }
            for zero in ZEROS {
                assert_eq!(rectifier_grad(zero), (0.0, 0.0), "{zero:?}");
                assert_eq!(turned_rectifier_grad(zero), (0.0, 1.0), "{zero:?}");
            }
        }

        #[test]
        fn a_tied_min_gives_all_to_the_first() {
            #[differentiable]
            fn called(a: $t, b: $t) -> $t {
                $t::min(a, b)
            }
            #[differentiable]
            fn negative_part(x: $t) -> $t {
                x.min(0.0)
            }
            #[differentiable]
            fn turned_negative_part(x: $t) -> $t {
                $t::min(0.0, x)
            }
            for (a, b) in [(2.0, 2.0), (-3.5, -3.5), (0.0, -0.0), (-0.0, 0.0), (INFINITY, INFINITY)] {
                assert_eq!(min_grad(a, b).1, (1.0, 0.0), "min({a:?}, {b:?})");
                assert_eq!(called_grad(a, b).1, (1.0, 0.0), "min({a:?}, {b:?})");
                assert_eq!(min_vjp(a, b).1(-3.0), (-3.0, 0.0), "min({a:?}, {b:?})");
                assert_eq!(min_vjp(a, b).1(0.0), (0.0, 0.0), "min({a:?}, {b:?})");
            }
            for zero in ZEROS {
                assert_eq!(negative_part_grad(zero), (0.0, 1.0), "{zero:?}");
                assert_eq!(turned_negative_part_grad(zero), (0.0, 0.0), "{zero:?}");
            }
        }

        #[test]
        fn tied_max_and_min_together_give_each_one() {
            #[differentiable]
            fn sum(a: $t, b: $t) -> $t {
                a.max(b) + a.min(b)
            }
            #[differentiable]
            fn of_itself(x: $t) -> $t {
                x.max(x) + x.min(x)
            }
            assert_eq!(sum_grad(2.0, 2.0), (4.0, (1.0, 1.0)));
            assert_eq!(sum_grad(2.0, 3.0), (5.0, (1.0, 1.0)));
            assert_eq!(of_itself_grad(2.0), (4.0, 2.0));
        }

        #[test]
        fn max_and_min_with_nan_give_to_the_operand_returned() {
            #[differentiable]
            fn at_least_zero(x: $t) -> $t {
                x.max(0.0)
            }
            #[differentiable]
            fn zero_at_least(x: $t) -> $t {
                $t::max(0.0, x)
            }
            #[differentiable]
            fn at_most_zero(x: $t) -> $t {
                x.min(0.0)
            }
            #[differentiable]
            fn beside_nan(x: $t) -> $t {
                x.max($t::NAN) + x.min($t::NAN) + $t::NAN.max(x) + $t::NAN.min(x)
            }
            assert_eq!(max_grad(NAN, 1.0), (1.0, (0.0, 1.0)));
            assert_eq!(max_grad(1.0, NAN), (1.0, (1.0, 0.0)));
            assert_eq!(min_grad(NAN, 1.0), (1.0, (0.0, 1.0)));
            assert_eq!(min_grad(1.0, NAN), (1.0, (1.0, 0.0)));
            assert_eq!(max_grad(NAN, -INFINITY), (-INFINITY, (0.0, 1.0)));
            assert_eq!(max_vjp(NAN, 1.0).1(0.0), (0.0, 0.0));
            assert_eq!(min_vjp(1.0, NAN).1(0.0), (0.0, 0.0));
            assert_eq!(at_least_zero_grad(NAN), (0.0, 0.0));
            assert_eq!(zero_at_least_grad(NAN), (0.0, 0.0));
            assert_eq!(at_most_zero_grad(NAN), (0.0, 0.0));
            assert_eq!(beside_nan_grad(3.0), (12.0, 4.0));
        }

        #[test]
        fn clamp_gives_to_the_value_inside_and_on_the_bounds() {
            #[differentiable]
            fn clamp(x: $t, low: $t, high: $t) -> $t {
                x.clamp(low, high)
            }
            #[differentiable]
            fn to_unit(x: $t) -> $t {
                x.clamp(0.0, 1.0)
            }
            #[differentiable]
            fn low_bound(low: $t) -> $t {
                $t::clamp(0.5, low, 1.0)
            }
            #[differentiable]
            fn high_bound(high: $t) -> $t {
                $t::clamp(0.5, 0.0, high)
            }
            let (to_value, to_low, to_high) = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0));
            assert_eq!(clamp_grad(0.5, 0.0, 1.0).1, to_value);
            assert_eq!(clamp_grad(0.0, 0.0, 1.0).1, to_value);
            assert_eq!(clamp_grad(-0.0, 0.0, 1.0).1, to_value);
            assert_eq!(clamp_grad(1.0, 0.0, 1.0).1, to_value);
            assert_eq!(clamp_grad(2.0, 2.0, 2.0).1, to_value);
            assert_eq!(clamp_grad(1.0, 2.0, 2.0).1, to_low);
            assert_eq!(clamp_grad(3.0, 2.0, 2.0).1, to_high);
            assert_eq!(clamp_grad(-0.5, 0.0, 1.0).1, to_low);
            assert_eq!(clamp_grad(1.5, 0.0, 1.0).1, to_high);
            assert_eq!(clamp_grad(INFINITY, -INFINITY, INFINITY).1, to_value);
            assert_eq!(clamp_grad(NAN, 0.0, 1.0).1, to_value);
            assert_eq!(clamp_vjp(1.0, 0.0, 1.0).1(-2.0), (-2.0, 0.0, 0.0));
            assert_eq!(clamp_vjp(7.0, 0.0, 1.0).1(0.0), (0.0, 0.0, 0.0));
            for (x, slope) in [(-0.1, 0.0), (0.0, 1.0), (0.5, 1.0), (1.0, 1.0), (1.1, 0.0)] {
                assert_eq!(to_unit_grad(x).1, slope, "{x}");
            }
            for (bound, d_low, d_high) in [(0.4, 0.0, 1.0), (0.5, 0.0, 0.0), (0.6, 1.0, 0.0)] {
                assert_eq!(low_bound_grad(bound).1, d_low, "{bound}");
                assert_eq!(high_bound_grad(bound).1, d_high, "{bound}");
            }
        }

        #[test]
        fn steps_are_flat() {
            #[differentiable]
            fn steps(x: $t) -> $t {
                x.floor() + x.ceil() + x.round() + x.round_ties_even() + x.trunc() + x.signum()
            }
            #[differentiable]
            fn whole_quotient(a: $t, b: $t) -> $t {
                a.div_euclid(b)
            }
            for x in [0.0, -0.0, 0.5, -0.5, 1.0, 1.5, -2.5, 1e10, INFINITY, NAN] {
                assert_eq!(steps_grad(x).1, 0.0, "{x:?}");
                assert_eq!(steps_vjp(x).1(3.0), 0.0, "{x:?}");
            }
            assert_eq!(whole_quotient_grad(6.0, 3.0), (2.0, (0.0, 0.0)));
        }

        #[test]
        fn remainders_count_whole_quotients() {
            #[differentiable]
            fn remainder(a: $t, b: $t) -> $t {
                a % b
            }
            #[differentiable]
            fn by_three(a: $t) -> $t {
                a % 3.0
            }
            #[differentiable]
            fn six_by(b: $t) -> $t {
                6.0 % b
            }
            #[differentiable]
            fn euclid(a: $t, b: $t) -> $t {
                a.rem_euclid(b)
            }
            assert_eq!(remainder_grad(6.0, 3.0), (0.0, (1.0, -2.0)));
            assert_eq!(remainder_grad(-6.0, 3.0).1, (1.0, 2.0));
            assert_eq!(remainder_grad(6.0, -3.0).1, (1.0, 2.0));
            assert_eq!(remainder_grad(7.5, 2.0), (1.5, (1.0, -3.0)));
            assert_eq!(remainder_grad(-7.5, 2.0), (-1.5, (1.0, 3.0)));
            assert_eq!(remainder_grad(0.0, 3.0), (0.0, (1.0, 0.0)));
            assert_eq!(remainder_grad(2.0, INFINITY), (2.0, (1.0, 0.0)));
            assert_eq!(remainder_vjp(6.0, 3.0).1(0.0), (0.0, 0.0));
            assert_eq!(by_three_grad(6.0), (0.0, 1.0));
            assert_eq!(six_by_grad(3.0), (0.0, -2.0));
            assert_eq!(euclid_grad(6.0, 3.0), (0.0, (1.0, -2.0)));
            assert_eq!(euclid_grad(-7.5, 2.0), (0.5, (1.0, 4.0)));
            assert_eq!(euclid_grad(7.5, -2.0), (1.5, (1.0, 3.0)));
        }

        #[test]
        fn the_fraction_rises_with_its_number() {
            #[differentiable]
            fn fraction(x: $t) -> $t {
                x.fract()
            }
            for x in [0.0, -0.0, 1.0, -3.0, 0.5, -0.5] {
                assert_eq!(fraction_grad(x).1, 1.0, "{x:?}");
            }
        }

        #[test]
        fn copysign_gives_both_signs_to_the_size() {
            #[differentiable]
            fn copysign(x: $t, s: $t) -> $t {
                x.copysign(s)
            }
            #[differentiable]
            fn negated_size(x: $t) -> $t {
                x.copysign(-1.0)
            }
            for s in [3.0, 0.0, INFINITY] {
                assert_eq!(copysign_grad(2.0, s), (2.0, (1.0, 0.0)), "{s}");
                assert_eq!(copysign_grad(-2.0, s), (2.0, (-1.0, 0.0)), "{s}");
                assert_eq!(copysign_grad(2.0, -s), (-2.0, (-1.0, 0.0)), "{s}");
                assert_eq!(copysign_grad(-2.0, -s), (-2.0, (1.0, 0.0)), "{s}");
                for zero in ZEROS {
                    assert_eq!(copysign_grad(zero, s).1, (0.0, 0.0), "{s}");
                    assert_eq!(copysign_grad(zero, -s).1, (0.0, 0.0), "{s}");
                }
            }
            assert_eq!(negated_size_grad(2.0), (-2.0, -1.0));
            assert_eq!(negated_size_grad(0.0).1, 0.0);
        }

        /// Even NaN has a sign.
        #[test]
        fn copysign_takes_the_sign_of_nan() {
            #[differentiable]
            fn copysign(x: $t, s: $t) -> $t {
                x.copysign(s)
            }
            assert_eq!(copysign_grad(2.0, NAN.copysign(1.0)), (2.0, (1.0, 0.0)));
            assert_eq!(copysign_grad(2.0, NAN.copysign(-1.0)), (-2.0, (-1.0, 0.0)));
        }

        #[test]
        fn abs_is_flat_at_zero() {
            #[differentiable]
            fn abs(x: $t) -> $t {
                x.abs()
            }
            for zero in ZEROS {
                assert_eq!(abs_grad(zero), (0.0, 0.0));
            }
            assert_eq!(abs_grad(-2.0), (2.0, -1.0));
            assert_eq!(abs_grad(2.0), (2.0, 1.0));
            assert_eq!(abs_grad(-INFINITY), (INFINITY, -1.0));
        }

        #[test]
        fn positive_difference_is_flat_at_a_tie() {
            #[differentiable]
            #[allow(deprecated)]
            fn difference(a: $t, b: $t) -> $t {
                a.abs_sub(b)
            }
            assert_eq!(difference_grad(2.0, 2.0), (0.0, (0.0, 0.0)));
            assert_eq!(difference_grad(3.0, 2.0), (1.0, (1.0, -1.0)));
        }

        #[differentiable]
        fn sqrt(x: $t) -> $t {
            x.sqrt()
        }

        #[differentiable]
        fn cbrt(x: $t) -> $t {
            x.cbrt()
        }

        #[test]
        fn roots_are_vertical_at_zero() {
            assert_eq!(sqrt_grad(0.0), (0.0, INFINITY));
            for zero in ZEROS {
                assert_eq!(cbrt_grad(zero), (0.0, INFINITY), "{zero:?}");
            }
            assert_eq!(sqrt_vjp(0.0).1(-2.0), -INFINITY);
            assert_eq!(cbrt_vjp(0.0).1(-2.0), -INFINITY);
            assert!(sqrt_grad(-1.0).1.is_nan());
        }

        /// The square root of `-0.0` is `-0.0`, and one over that has its sign.
        #[test]
        fn the_square_root_is_vertical_at_negative_zero() {
            assert_eq!(sqrt_grad(-0.0), (-0.0, -INFINITY));
        }

        #[test]
        fn roots_of_zero_pass_no_zero_cotangent_on() {
            #[differentiable]
            fn scaled(x: $t, scale: $t) -> $t {
                scale * x.sqrt() + scale * x.cbrt()
            }
            #[differentiable]
            fn at_least_one(x: $t) -> $t {
                x.sqrt().max(1.0)
            }
            for zero in ZEROS {
                for seed in ZEROS {
                    assert_eq!(sqrt_vjp(zero).1(seed), 0.0);
                    assert_eq!(cbrt_vjp(zero).1(seed), 0.0);
                }
                assert_eq!(scaled_grad(zero, 0.0), (0.0, (0.0, 0.0)));
                assert_eq!(at_least_one_grad(zero), (1.0, 0.0));
            }
        }

        #[test]
        fn hypot_and_atan2_are_flat_at_the_origin() {
            #[differentiable]
            fn hypot(x: $t, y: $t) -> $t {
                x.hypot(y)
            }
            #[differentiable]
            fn atan2(y: $t, x: $t) -> $t {
                y.atan2(x)
            }
            #[differentiable]
            fn on_the_axis(x: $t) -> $t {
                x.hypot(0.0) + $t::hypot(0.0, x)
            }
            #[differentiable]
            fn angles_on_the_axes(x: $t) -> $t {
                x.atan2(0.0) + $t::atan2(0.0, x)
            }
            for a in ZEROS {
                for b in ZEROS {
                    assert_eq!(hypot_grad(a, b), (0.0, (0.0, 0.0)), "hypot({a:?}, {b:?})");
                    assert_eq!(atan2_grad(a, b).1, (0.0, 0.0), "atan2({a:?}, {b:?})");
                    assert_eq!(hypot_vjp(a, b).1(0.0), (0.0, 0.0), "hypot({a:?}, {b:?})");
                    assert_eq!(atan2_vjp(a, b).1(0.0), (0.0, 0.0), "atan2({a:?}, {b:?})");
                }
                assert_eq!(on_the_axis_grad(a).1, 0.0);
                assert_eq!(angles_on_the_axes_grad(a).1, 0.0);
            }
            assert_eq!(hypot_grad(-2.0, 0.0), (2.0, (-1.0, 0.0)));
            assert_eq!(atan2_grad(0.0, 2.0), (0.0, (0.5, 0.0)));
            assert_eq!(atan2_grad(2.0, 0.0).1, (0.0, -0.5));
        }

        #[differentiable]
        fn powf(x: $t, p: $t) -> $t {
            x.powf(p)
        }

        #[test]
        fn zero_to_the_zero_is_flat() {
            #[differentiable]
            fn zeroth_power(x: $t) -> $t {
                x.powf(0.0)
            }
            #[differentiable]
            fn zeroth_constant_power(x: $t) -> $t {
                const P: $t = 0.0;
                x.powf(P)
            }
            #[differentiable(constant(p))]
            fn constant_power(x: $t, p: $t) -> $t {
                x.powf(p)
            }
            #[differentiable]
            fn power_of_zero(p: $t) -> $t {
                $t::powf(0.0, p)
            }
            #[differentiable]
            fn zeroth_whole_power(x: $t) -> $t {
                x.powi(0)
            }
            #[differentiable]
            fn whole_power(x: $t, n: i32) -> $t {
                x.powi(n)
            }
            for zero in ZEROS {
                for p in ZEROS {
                    assert_eq!(powf_grad(zero, p), (1.0, (0.0, 0.0)));
                    assert_eq!(powf_vjp(zero, p).1(0.0), (0.0, 0.0));
                    assert_eq!(constant_power_grad(zero, p), (1.0, 0.0));
                }
                assert_eq!(zeroth_power_grad(zero), (1.0, 0.0));
                assert_eq!(zeroth_constant_power_grad(zero), (1.0, 0.0));
                assert_eq!(power_of_zero_grad(zero), (1.0, 0.0));
                assert_eq!(zeroth_whole_power_grad(zero), (1.0, 0.0));
                assert_eq!(whole_power_grad(zero, 0), (1.0, 0.0));
                assert_eq!(whole_power_grad(zero, 1), (0.0, 1.0));
                assert_eq!(whole_power_grad(zero, 2), (0.0, 0.0));
            }
        }

        #[test]
        fn powers_of_negative_numbers_have_no_slope_in_the_exponent() {
            #[differentiable]
            fn cube(x: $t) -> $t {
                x.powf(3.0)
            }
            #[differentiable(constant(p))]
            fn constant_power(x: $t, p: $t) -> $t {
                x.powf(p)
            }
            let (value, (d_x, d_p)) = powf_grad(-2.0, 3.0);
            assert_eq!((value, d_x), (-8.0, 12.0));
            assert!(d_p.is_nan());
            let (value, (d_x, d_p)) = powf_grad(-2.0, 0.0);
            assert_eq!((value, d_x), (1.0, 0.0));
            assert!(d_p.is_nan());
            assert_eq!(cube_grad(-2.0), (-8.0, 12.0));
            assert_eq!(constant_power_grad(-2.0, 3.0), (-8.0, 12.0));
            assert_eq!(constant_power_grad(-2.0, 0.0), (1.0, 0.0));
            assert_eq!(constant_power_grad(-2.0, -1.0), (-0.5, -0.25));
            let (value, (d_x, d_p)) = powf_grad(-2.0, 0.5);
            assert!(value.is_nan() && d_x.is_nan() && d_p.is_nan());
        }

        #[differentiable]
        fn ln(x: $t) -> $t {
            x.ln()
        }

        #[differentiable]
        fn log2(x: $t) -> $t {
            x.log2()
        }

        #[differentiable]
        fn log10(x: $t) -> $t {
            x.log10()
        }

        #[differentiable]
        fn ln_1p(x: $t) -> $t {
            x.ln_1p()
        }

        #[differentiable]
        fn log(x: $t, base: $t) -> $t {
            x.log(base)
        }

        #[differentiable]
        fn asin(x: $t) -> $t {
            x.asin()
        }

        #[differentiable]
        fn acos(x: $t) -> $t {
            x.acos()
        }

        #[differentiable]
        fn acosh(x: $t) -> $t {
            x.acosh()
        }

        #[differentiable]
        fn atanh(x: $t) -> $t {
            x.atanh()
        }

        #[test]
        fn out_of_domain_is_nan() {
            let found = [
                ("ln(-1)", ln_grad(-1.0)),
                ("ln(-inf)", ln_grad(-INFINITY)),
                ("log2(-1)", log2_grad(-1.0)),
                ("log10(-1)", log10_grad(-1.0)),
                ("ln_1p(-1.5)", ln_1p_grad(-1.5)),
                ("asin(1.5)", asin_grad(1.5)),
                ("asin(-1.5)", asin_grad(-1.5)),
                ("asin(inf)", asin_grad(INFINITY)),
                ("acos(1.5)", acos_grad(1.5)),
                ("acos(-1.5)", acos_grad(-1.5)),
                ("acosh(0.5)", acosh_grad(0.5)),
                ("acosh(-3)", acosh_grad(-3.0)),
                ("atanh(1.5)", atanh_grad(1.5)),
                ("atanh(-1.5)", atanh_grad(-1.5)),
                ("sqrt(-1)", sqrt_grad(-1.0)),
            ];
            for (name, (value, slope)) in found {
                assert!(value.is_nan(), "the value of {name} is {value}");
                assert!(slope.is_nan(), "the slope of {name} is {slope}");
            }
            for (x, base) in [(-1.0, 2.0), (2.0, -1.0), (-1.0, 0.5)] {
                let (value, (d_x, d_base)) = log_grad(x, base);
                assert!(value.is_nan() && d_x.is_nan() && d_base.is_nan(), "log({x}, {base})");
            }
        }

        #[test]
        fn edges_of_a_domain_have_the_limit() {
            let found = [
                ("ln(0)", ln_grad(0.0), -INFINITY, INFINITY),
                ("log2(0)", log2_grad(0.0), -INFINITY, INFINITY),
                ("log10(0)", log10_grad(0.0), -INFINITY, INFINITY),
                ("ln_1p(-1)", ln_1p_grad(-1.0), -INFINITY, INFINITY),
                ("asin(1)", asin_grad(1.0), asin(1.0), INFINITY),
                ("asin(-1)", asin_grad(-1.0), asin(-1.0), INFINITY),
                ("acos(1)", acos_grad(1.0), 0.0, -INFINITY),
                ("acos(-1)", acos_grad(-1.0), acos(-1.0), -INFINITY),
                ("acosh(1)", acosh_grad(1.0), 0.0, INFINITY),
                ("atanh(1)", atanh_grad(1.0), INFINITY, INFINITY),
                ("atanh(-1)", atanh_grad(-1.0), -INFINITY, INFINITY),
            ];
            for (name, found, value, slope) in found {
                assert_eq!(found, (value, slope), "{name}");
            }
            assert_eq!(log_grad(0.0, 2.0), (-INFINITY, (INFINITY, INFINITY)));
            assert_eq!(log_grad(0.0, 0.5), (INFINITY, (-INFINITY, INFINITY)));
        }

        /// The slope is one over the argument, and has the sign of the zero.
        #[test]
        fn logarithms_are_vertical_at_negative_zero() {
            for (name, found) in [("ln", ln_grad(-0.0)), ("log2", log2_grad(-0.0)), ("log10", log10_grad(-0.0))] {
                assert_eq!(found, (-INFINITY, -INFINITY), "{name}");
            }
            assert_eq!(log_grad(-0.0, 2.0), (-INFINITY, (-INFINITY, INFINITY)));
        }

        /// The logarithm of 2 to a base near 0 is nearly 0, and falls ever faster as the base leaves 0.
        #[test]
        fn a_logarithm_to_base_zero_has_the_limit() {
            assert_eq!(log_grad(2.0, 0.0), (0.0, (0.0, -INFINITY)));
            assert_eq!(log_grad(0.5, 0.0), (0.0, (0.0, INFINITY)));
        }

        #[test]
        fn powers_of_zero_have_the_limit() {
            #[differentiable]
            fn half_power(x: $t) -> $t {
                x.powf(0.5)
            }
            #[differentiable]
            fn whole_power(x: $t, n: i32) -> $t {
                x.powi(n)
            }
            assert_eq!(powf_grad(0.0, 2.0), (0.0, (0.0, 0.0)));
            assert_eq!(powf_grad(0.0, 1.0), (0.0, (1.0, 0.0)));
            assert_eq!(powf_grad(0.0, 0.5), (0.0, (INFINITY, 0.0)));
            assert_eq!(powf_grad(0.0, -1.0), (INFINITY, (-INFINITY, -INFINITY)));
            assert_eq!(half_power_grad(0.0), (0.0, INFINITY));
            assert_eq!(whole_power_grad(0.0, -1), (INFINITY, -INFINITY));
            assert_eq!(whole_power_grad(0.0, -2), (INFINITY, -INFINITY));
        }

        #[test]
        fn one_over_zero_falls_from_both_sides() {
            #[differentiable]
            fn reciprocal(x: $t) -> $t {
                x.recip()
            }
            #[differentiable]
            fn one_over(x: $t) -> $t {
                1.0 / x
            }
            #[differentiable]
            fn quotient(a: $t, b: $t) -> $t {
                a / b
            }
            for zero in ZEROS {
                assert_eq!(reciprocal_grad(zero).1, -INFINITY);
                assert_eq!(one_over_grad(zero).1, -INFINITY);
                assert_eq!(quotient_grad(2.0, zero).1.1, -INFINITY);
                assert_eq!(quotient_grad(-2.0, zero).1.1, INFINITY);
            }
        }

        #[test]
        fn infinite_arguments_have_the_limit() {
            #[differentiable]
            fn exp(x: $t) -> $t {
                x.exp()
            }
            #[differentiable]
            fn saturating(x: $t) -> $t {
                x.tanh() + x.atan()
            }
            #[differentiable]
            fn slower_and_slower(x: $t) -> $t {
                x.ln() + x.sqrt() + x.cbrt() + x.asinh() + x.acosh() + x.ln_1p() + x.recip()
            }
            assert_eq!(exp_grad(-INFINITY), (0.0, 0.0));
            assert_eq!(exp_grad(INFINITY), (INFINITY, INFINITY));
            assert_eq!(saturating_grad(INFINITY).1, 0.0);
            assert_eq!(saturating_grad(-INFINITY).1, 0.0);
            assert_eq!(slower_and_slower_grad(INFINITY), (INFINITY, 0.0));
        }

        #[test]
        fn comparisons_and_casts_may_steer() {
            #[differentiable]
            fn compared(x: $t) -> $t {
                let small = x < 1.0;
                let positive = x.is_sign_positive() && !x.is_nan();
                if small && positive {
                    x * x
                } else if x.to_bits() == 0 {
                    7.0
                } else {
                    -x
                }
            }
            #[differentiable(constant(weights))]
            fn indexed(x: $t, weights: &[$t]) -> $t {
                let index = x as usize;
                x * weights[index.min(weights.len() - 1)]
            }
            #[differentiable]
            fn ordered(x: $t, y: $t) -> $t {
                match x.total_cmp(&y) {
                    std::cmp::Ordering::Less => x,
                    std::cmp::Ordering::Equal => x * y,
                    std::cmp::Ordering::Greater => y,
                }
            }
            assert_eq!(compared_grad(0.5), (0.25, 1.0));
            assert_eq!(compared_grad(1.0), (-1.0, -1.0));
            assert_eq!(compared_grad(-0.5), (0.5, -1.0));
            assert_eq!(indexed_grad(0.5, &[2.0, 3.0]), (1.0, 2.0));
            assert_eq!(indexed_grad(1.0, &[2.0, 3.0]), (3.0, 3.0));
            assert_eq!(indexed_grad(9.0, &[2.0, 3.0]), (27.0, 3.0));
            assert_eq!(ordered_grad(1.0, 2.0), (1.0, (1.0, 0.0)));
            assert_eq!(ordered_grad(2.0, 2.0), (4.0, (2.0, 2.0)));
            assert_eq!(ordered_grad(0.0, -0.0), (-0.0, (0.0, 1.0)));
        }
    };
}

mod in_f64 {
    kinks_in!(f64);

    /// `1.0 / 0.1` is rounded up to 10, but 0.1 is a little more than a tenth and goes into 1 only nine times.
    #[test]
    fn remainders_count_the_quotient_before_it_is_rounded() {
        #[differentiable]
        fn remainder(a: f64, b: f64) -> f64 {
            a % b
        }
        let (value, (d_a, d_b)) = remainder_grad(1.0, 0.1);
        assert!(value > 0.09);
        assert_eq!(d_a, 1.0);
        assert!((d_b + 9.0).abs() < 1e-14, "{d_b}");
    }
}

mod in_f32 {
    kinks_in!(f32);
}
