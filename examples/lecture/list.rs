//! The list of the lecture's functions, kept once for the example, the tests and the benchmarks.

/// Hands every function of `functions.rs` to the macro `$with`, all in one call:
/// its name, its two companions and its arguments.
macro_rules! for_every_function {
    ($with:ident) => {
        $with! {
            reciprocal_exp, reciprocal_exp_grad, reciprocal_exp_vjp: x, y;
            relu_square, relu_square_grad, relu_square_vjp: x, y, z;
            relu_square_w, relu_square_w_grad, relu_square_w_vjp: x, w, y, z;
            mlp_loss, mlp_loss_grad, mlp_loss_vjp: x, y, w1, b1, w2, b2;
            square_affine, square_affine_grad, square_affine_vjp: w;
            half_square_error, half_square_error_grad, half_square_error_vjp: w, x, b, y;
            two_layer_half_square, two_layer_half_square_grad, two_layer_half_square_vjp:
                x, y, w1, b1, w2, b2;
            three_a_plus_bc, three_a_plus_bc_grad, three_a_plus_bc_vjp: a, b, c;
            exp_plus_x_squared, exp_plus_x_squared_grad, exp_plus_x_squared_vjp: x;
            poly_minus_sin, poly_minus_sin_grad, poly_minus_sin_vjp: x;
            log_loss, log_loss_grad, log_loss_vjp: x1, x2, w1, w2, b, y;
            inverse_of_exp_neg, inverse_of_exp_neg_grad, inverse_of_exp_neg_vjp: x;
            log_exp_squared, log_exp_squared_grad, log_exp_squared_vjp: x;
            sum_times, sum_times_grad, sum_times_vjp: x, y, z;
            fan_out, fan_out_grad, fan_out_vjp: x;
            perceptron3, perceptron3_grad, perceptron3_vjp: x, y, w1, b1, w2, b2, w3, b3;
            net_1_2_1, net_1_2_1_grad, net_1_2_1_vjp: x, y, w11, b11, w12, b12, v1, v2, c;
        }
    };
}
